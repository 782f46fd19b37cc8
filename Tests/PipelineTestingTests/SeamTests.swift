import PipelineTesting
import Testing

@Suite("PipelineTesting")
struct SeamTests {}

import PipelineGraph
import Testing

@Suite("PipelineGraph")
struct SeamTests {}

import EventsEmitStep
import LogWriteStep
import ProcessRunStep
import RecordSteps
public import StepKit

/// The plugins that come with Millrace.
public enum BuiltInSteps {
    public static let all: [any Step.Type] = [
        EventsEmitStep.self, LogWriteStep.self, ProcessRunStep.self, RecordsGetStep.self, RecordsSaveStep.self,

    ]
}

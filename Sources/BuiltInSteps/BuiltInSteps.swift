import EventsEmitStep
import HTTPDownloadStep
import LogWriteStep
import MessagePublishStep
import ModelChatStep
import ProcessRunStep
import RecordSteps
public import StepKit
import VideoSteps

/// The plugins that come with Millrace.
public enum BuiltInSteps {
    public static let all: [any Step.Type] = [
        EventsEmitStep.self, HTTPDownloadStep.self, LogWriteStep.self, MessagePublishStep.self, ModelChatStep.self,
        ProcessRunStep.self, RecordsGetStep.self, RecordsSaveStep.self, VideoKeyframesStep.self, VideoScenesStep.self,
    ]
}

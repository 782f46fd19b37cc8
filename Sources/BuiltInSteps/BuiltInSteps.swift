import ContactsStep
import EventsEmitStep
import HTTPDownloadStep
import HTTPPushStep
import HTTPRequestStep
import LogWriteStep
import MessagePublishStep
import ModelChatStep
import NotifyEmailStep
import NotifySignalRStep
import NotifyWebhookStep
import ProcessRunStep
import RecordSteps
import S3Steps
import SQLSteps
import SpeechSteps
public import StepKit
import StoreReportSteps
import VideoSteps

/// The plugins that come with Millrace.
public enum BuiltInSteps {
    public static let all: [any Step.Type] = [
        ContactsFindStep.self, EventsEmitStep.self, HTTPDownloadStep.self, HTTPPushStep.self, HTTPRequestStep.self,
        LogWriteStep.self, MessagePublishStep.self, ModelChatStep.self, NotifyEmailStep.self, NotifySignalRStep.self,
        NotifyWebhookStep.self, ProcessRunStep.self, RecordsGetStep.self, RecordsSaveStep.self, S3GetStep.self,
        S3PutStep.self, SQLExecuteStep.self, SQLQueryStep.self, SpeechTranscribeStep.self, StoreCostsStep.self,
        StoreCountsStep.self,
        StoreDeadLettersStep.self, StoreJobsStep.self, VideoKeyframesStep.self, VideoScenesStep.self,
    ]
}

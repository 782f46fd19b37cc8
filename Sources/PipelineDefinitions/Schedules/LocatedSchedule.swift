/// A schedule with the places its checks speak of.
struct LocatedSchedule {
    let definition: ScheduleDefinition
    let file: SourceFile
    /// Of the schedule's settings.
    let node: YAMLNode
    let jobRange: SourceRange
}

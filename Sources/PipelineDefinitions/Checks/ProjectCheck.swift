/// Something that is only seen when all files are looked at together.
protocol ProjectCheck: Sendable {
    func run(_ project: LocatedProject) -> [Diagnostic]
}

enum ProjectChecks {
    private static let all: [any ProjectCheck] = [
        ScheduleCheck(), FilterCheck(), OverlapCheck(), PublicationCheck(), LoopCheck(), ReachCheck(),
        AttemptTimeCheck(), BatchCheck(), DispatchCheck(),
    ]

    static func run(_ project: LocatedProject) -> [Diagnostic] { all.flatMap { $0.run(project) } }
}

import Broker
import JSONModel

extension WriteSession {
    func redrive(_ redrive: Redrive, at now: Timestamp) throws(BrokerError) -> JobStatus {
        let id = redrive.lock.deliveryID
        guard var job = try job(ofDelivery: id) else { throw .noLetter(redrive.lock) }
        let index = try job.state.index(of: id)
        let limits = routes.limits(of: job.state.deliveries[index].subscription)
        let event = try job.state.redrive(redrive, limits: limits, at: now)
        if redrive.start == .start || redrive.payload != nil {
            try connection.run(Self.forgetSteps, [.int(job.ordinal), .int(id)])
        }
        if index == 0, let definition = redrive.definition {
            try connection.run(Self.storeDefinition, [.text(definition), .int(job.ordinal)])
        }
        try store(job, events: [event], at: now)
        hintReady(job.state)
        return job.state.head.status
    }

    func discard(_ letter: Lock, at now: Timestamp) throws(BrokerError) {
        guard var job = try job(ofDelivery: letter.deliveryID) else { throw .noLetter(letter) }
        try job.state.discard(letter, at: now)
        try store(job, events: [], at: now)
    }

    private static let forgetSteps = Query("DELETE FROM steps WHERE job = ? AND delivery = ?")
    private static let storeDefinition = Query("UPDATE jobs SET definition = ? WHERE ordinal = ?")
}

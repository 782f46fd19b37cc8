import Dispatch
import Foundation
import Synchronization

/// What holds an ill-behaved body until the test lets it go.
final class Enclosure: Sendable {
    @TaskLocal static var current = Enclosure()

    let started = Gate()
    let ended = Gate()
    let gate = Gate()
    let processGroup = Mutex<Int32?>(nil)
    /// How often the body has written through its context.
    let writes = Atomic(0)
    private let isFree = Atomic(false)
    private let semaphore = DispatchSemaphore(value: 0)
    private let sockets: [Int32]

    init() {
        var pair: [Int32] = [-1, -1]
        socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0, &pair)
        sockets = pair
    }

    deinit {
        for socket in sockets { close(socket) }
    }

    var isReleased: Bool { isFree.load(ordering: .acquiring) }

    func release() {
        guard !isFree.exchange(true, ordering: .acquiringAndReleasing) else { return }
        semaphore.signal()
        _ = write(sockets[1], [1], 1)
        gate.open()
    }

    func blockOnSemaphore() { semaphore.wait() }

    func spin() {
        while !isReleased {}
    }

    func readFromSocket() {
        var byte: UInt8 = 0
        _ = read(sockets[0], &byte, 1)
    }
}

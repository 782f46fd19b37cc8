import CCurl
import Foundation

/// One transaction in libcurl's hands. Made, used and ended on the loop's thread alone.
final class MailTransfer {
    let posting: Posting
    let easy: UnsafeMutableRawPointer
    /// Where libcurl writes what it has to say about a failure. Never shown: it names addresses.
    let errorText: UnsafeMutablePointer<CChar>
    private var answers = AnswerReader()
    /// How much of the mail libcurl has taken.
    private var sent = 0
    private var isBodyTaken = false
    private(set) var isCancelled = false
    private var lists: [UnsafeMutablePointer<curl_slist>] = []

    var plan: MailPlan { posting.plan }

    init(_ posting: Posting) throws(OutboundMailError) {
        guard let easy = curl_easy_init() else {
            throw OutboundMailError(.transferFailed, "libcurl is out of memory.")
        }
        self.posting = posting
        self.easy = easy
        errorText = .allocate(capacity: Int(CURL_ERROR_SIZE))
        errorText.initialize(repeating: 0, count: Int(CURL_ERROR_SIZE))
        try configure()
    }

    deinit {
        curl_easy_cleanup(easy)
        for list in lists { curl_slist_free_all(list) }
        errorText.deallocate()
    }

    /// The transfer that a handle was made for.
    static func of(_ easy: UnsafeMutableRawPointer?) -> MailTransfer? {
        var pointer: UnsafeMutableRawPointer?
        guard let easy, ccurl_get_pointer(easy, CURLINFO_PRIVATE, &pointer) == CURLE_OK, let pointer else { return nil }
        return Unmanaged<MailTransfer>.fromOpaque(pointer).takeUnretainedValue()
    }

    /// A list that lives as long as the transfer.
    func keepList(_ item: String) throws(OutboundMailError) -> UnsafeMutablePointer<curl_slist> {
        guard let list = curl_slist_append(nil, item) else {
            throw OutboundMailError(.transferFailed, "libcurl is out of memory.")
        }
        lists.append(list)
        return list
    }

    /// Makes the transfer fail at its next step, and lets neither it nor libcurl's `QUIT` wait for the server.
    func cancel() {
        isCancelled = true
        // An `int` is written into the `long`: its lower half.
        var number = -1
        guard ccurl_get_long(easy, CURLINFO_ACTIVESOCKET, &number) == CURLE_OK else { return }
        let socket = Int32(truncatingIfNeeded: number)
        if socket >= 0 { shutdown(socket, Int32(SHUT_RDWR)) }
    }

    func read(answer line: UnsafeRawBufferPointer) -> Int {
        answers.read(line)
        return line.count
    }

    func give(_ buffer: UnsafeMutableRawBufferPointer) -> Int {
        let count = min(buffer.count, plan.bytes.count - sent)
        buffer.copyBytes(from: plan.bytes[sent..<sent + count])
        sent += count
        isBodyTaken = sent == plan.bytes.count
        return count
    }

    func outcome(of result: CURLcode) -> Posting.Outcome {
        var code = 0
        ccurl_get_long(easy, CURLINFO_RESPONSE_CODE, &code)
        let answer = MailAnswer(code: code, text: answers.text)
        if result == CURLE_OK { return .success(answer) }
        let end = TransferEnd(
            result: result, detail: String(cString: errorText), answer: answer, isBodyTaken: isBodyTaken)
        return .failure(end.error)
    }
}

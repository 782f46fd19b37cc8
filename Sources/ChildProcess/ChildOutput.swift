/// What to do with one of a child's output streams.
public enum ChildOutput: Sendable {
    /// Read and forget.
    case discard

    /// Keep everything. More than `limit` bytes end the child with `output_too_large`.
    case collect(limit: Int)

    /// Keep the last so many bytes and forget what came before: for messages of a program that may flood.
    case keepLast(Int)

    /// Hand over each line without its end (`\n` or `\r\n`), the last one even when it is not ended.
    ///
    /// The next line waits for the handler. An error from it ends the child and is thrown by `run`. A line of more
    /// than `maxLength` bytes ends the child with `line_too_long`, a stream of more than `limit` bytes with
    /// `output_too_large`. Bytes that are not UTF-8 become U+FFFD.
    case lines(maxLength: Int = 64 * 1024, limit: Int = 64 * 1024 * 1024, _ handler: LineHandler)

    /// Hand over the bytes as they come, in pieces of any length.
    ///
    /// The next piece waits for the handler, and so, once the pipe is full, does the child. An error from the handler
    /// ends the child and is thrown by `run`. A stream of more than `limit` bytes ends it with `output_too_large`.
    case chunks(limit: Int, _ handler: ChunkHandler)

    public typealias LineHandler = @Sendable (String) async throws -> Void

    public typealias ChunkHandler = @Sendable ([UInt8]) async throws -> Void
}

/** Pieces of text as the body of an answer: each is made when it is asked for, and none once nobody reads on. */
export function textStream(
  pieces: Generator<string, void> | AsyncGenerator<string, void>,
): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder()
  return new ReadableStream({
    async pull(controller) {
      const { value, done } = await pieces.next()
      if (done) controller.close()
      else controller.enqueue(encoder.encode(value))
    },
    cancel: async () => void (await pieces.return()),
  })
}

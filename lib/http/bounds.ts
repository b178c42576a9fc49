// What a stranger may ask of the server at the most. docs/operating.md has them in its table of bounds.

/** Bytes of a request's first line and headers together. */
export const MAX_HEADER_BYTES = 32 * 1024

/** Characters of an address: path and query as they are sent. */
export const MAX_ADDRESS_LENGTH = 8 * 1024

/** Bytes of a request's body: far above any that the API takes. */
export const MAX_BODY_BYTES = 64 * 1024

/** Seconds until a request's headers are there. */
export const MAX_HEADER_SECONDS = 10

/** Seconds until the whole of a request is there. */
export const MAX_REQUEST_SECONDS = 30

/** Seconds that a connection is kept open without a request on it. */
export const MAX_IDLE_SECONDS = 5

/** Connections at once; further ones are closed as they come. */
export const MAX_CONNECTIONS = 1_000

/** Seconds that answers may still take once the server was asked to stop. */
export const MAX_STOPPING_SECONDS = 10

/** Seconds that a body which is refused may still come in, so that its sender gets to read why. */
export const MAX_REFUSED_SECONDS = 2

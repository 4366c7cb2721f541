/** The same bytes as a Buffer, which the driver sends in binary form; a plain Uint8Array goes as text. */
export const asBuffer = (bytes: Uint8Array): Buffer => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);

import { type OnReadOpts, Socket, type SocketConstructorOpts } from 'node:net';

/** Greatest number of bytes that one read takes, as Node has it otherwise. */
const READ_BYTES = 64 * 1024;

/**
 * A socket that reads into one buffer and hands on copies of what came. Node gives each read 64 kB of its own, of which an answer of the database
 * fills a few hundred bytes: some forty explanations were a whole collection of garbage, which takes longer than one of them.
 */
export function oneBufferSocket(): Socket {
  const onread: OnReadOpts = {
    buffer: Buffer.allocUnsafeSlow(READ_BYTES),
    callback(n, buffer) {
      socket.emit('data', Buffer.from(buffer.subarray(0, n)));
      return true;
    },
  };
  // The types of Node know this option of a socket only where it connects.
  const options: SocketConstructorOpts & { readonly onread: OnReadOpts } = { onread };
  const socket = new Socket(options);
  return socket;
}

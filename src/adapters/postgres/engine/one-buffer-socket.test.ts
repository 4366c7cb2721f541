import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { expect, it } from 'vitest';
import { oneBufferSocket } from './one-buffer-socket.js';

it('a socket of one buffer hands on what came, which later reads leave as it is, and tells the end', async () => {
  const server = createServer((peer) => {
    peer.write('first');
    peer.on('data', (asked) => {
      if (String(asked) === 'more') peer.write('x'.repeat(200_000));
      else peer.end('last');
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const socket = oneBufferSocket();
  const pieces: Buffer[] = [];
  const length = (): number => pieces.reduce((sum, piece) => sum + piece.length, 0);
  socket.on('data', (piece: Buffer) => {
    pieces.push(piece);
    if (length() === 5) socket.write('more');
    if (length() === 200_005) socket.write('end');
  });
  socket.connect((server.address() as AddressInfo).port, '127.0.0.1');
  await once(socket, 'end');
  expect(pieces[0]!.toString()).toBe('first');
  expect(Buffer.concat(pieces).toString()).toBe(`first${'x'.repeat(200_000)}last`);
  socket.destroy();
  server.close();
});

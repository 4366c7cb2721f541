import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** An object store in memory: PUT, GET and HEAD of one bucket as S3 answers them. It checks that the body is the one that was signed. */
export interface ObjectServer {
  readonly endpoint: string;
  readonly objects: Map<string, Buffer>;
  /** Answers everything so until it is null again, or as many times as it says. */
  refuse: { readonly status: number; readonly code: string; times?: number } | null;
  close(): Promise<void>;
}

export async function objectServer(bucket: string): Promise<ObjectServer> {
  const objects = new Map<string, Buffer>();
  const state: Pick<ObjectServer, 'refuse'> = { refuse: null };
  const server = createServer((request, response) => {
    const { refuse } = state;
    if (refuse?.times !== undefined && --refuse.times <= 0) state.refuse = null;
    void answer(request, response, { bucket, objects, refuse });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return Object.assign(state, {
    endpoint: `http://127.0.0.1:${port}`,
    objects,
    close: () => closed(server),
  });
}

interface Place {
  readonly bucket: string;
  readonly objects: Map<string, Buffer>;
  readonly refuse: ObjectServer['refuse'];
}

async function answer(request: IncomingMessage, response: ServerResponse, place: Place): Promise<void> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  const body = Buffer.concat(parts);
  const refuse = (status: number, code: string): void => {
    response.writeHead(status, { 'content-type': 'application/xml' });
    response.end(request.method === 'HEAD' ? undefined : `<Error><Code>${code}</Code></Error>`);
  };
  const signed =
    /^AWS4-HMAC-SHA256 Credential=key\/\d{8}\/us-east-1\/s3\/aws4_request, SignedHeaders=host;x-amz-content-sha256;x-amz-date, Signature=[0-9a-f]{64}$/;
  if (place.refuse !== null) return refuse(place.refuse.status, place.refuse.code);
  if (!signed.test(request.headers.authorization ?? '')) return refuse(403, 'AccessDenied');
  if (request.headers['x-amz-content-sha256'] !== createHash('sha256').update(body).digest('hex'))
    return refuse(400, 'XAmzContentSHA256Mismatch');
  const prefix = `/${place.bucket}/`;
  if (!request.url!.startsWith(prefix)) return refuse(404, 'NoSuchBucket');
  const name = request.url!.slice(prefix.length);
  if (request.method === 'PUT') {
    place.objects.set(name, body);
    response.end();
    return;
  }
  const kept = place.objects.get(name);
  if (kept === undefined) return refuse(404, 'NoSuchKey');
  response.writeHead(200, { 'content-length': kept.length });
  response.end(request.method === 'HEAD' ? undefined : kept);
}

const closed = (server: Server): Promise<void> =>
  new Promise((resolve) => {
    server.closeAllConnections();
    server.close(() => resolve());
  });

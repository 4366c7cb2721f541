import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { createServer } from 'node:net';
import process from 'node:process';

/** An S3-compatible server that checks signatures, with a bucket and the keys to it. */
export interface RealObjectStore {
  readonly endpoint: string;
  readonly bucket: string;
  readonly keys: { readonly accessKeyId: string; readonly secretAccessKey: string };
  close(): Promise<void>;
}

const BUCKET = 'tribune-models';
/** Requests that moto takes before it demands signatures: those of this file. */
const UNSIGNED_REQUESTS = 4;
const STARTED_WITHIN_MS = 60_000;

/**
 * The server that `TRIBUNE_S3="http://127.0.0.1:4570 BUCKET KEY SECRET"` names, such as MinIO, else a moto of Python where there is one; null
 * where there is neither, which is said in a line. (s3rver answers the protocol but checks no signature of version 4.)
 */
export async function realObjectStore(): Promise<RealObjectStore | null> {
  const [endpoint, bucket = '', accessKeyId = '', secretAccessKey = ''] = process.env.TRIBUNE_S3?.split(' ') ?? [];
  if (endpoint !== undefined) {
    return { endpoint, bucket, keys: { accessKeyId, secretAccessKey }, close: async () => undefined };
  }
  if (spawnSync('python3', ['-c', 'import moto.server'], { stdio: 'ignore' }).status === 0) return startMoto();
  console.log('TRIBUNE_S3 is not set and Python has no moto: models are not kept in a real object store');
  return null;
}

async function startMoto(): Promise<RealObjectStore> {
  const port = await freePort();
  const endpoint = `http://127.0.0.1:${port}`;
  const server = spawn('python3', ['-m', 'moto.server', '-H', '127.0.0.1', '-p', String(port)], {
    stdio: 'ignore',
    env: { ...process.env, INITIAL_NO_AUTH_ACTION_COUNT: String(UNSIGNED_REQUESTS) },
  });
  const close = (): Promise<void> => ended(server);
  try {
    await answering(endpoint, server);
    return { endpoint, bucket: BUCKET, keys: await prepare(endpoint), close };
  } catch (cause) {
    await close();
    throw cause;
  }
}

/** Makes the bucket, and a user who may use it. */
async function prepare(endpoint: string): Promise<RealObjectStore['keys']> {
  const unsigned = (service: string): Record<string, string> => ({
    authorization: `AWS4-HMAC-SHA256 Credential=nobody/20260101/us-east-1/${service}/aws4_request, SignedHeaders=host, Signature=none`,
  });
  const ask = async (action: string, more: Record<string, string> = {}): Promise<string> => {
    const body = new URLSearchParams({ Action: action, Version: '2010-05-08', UserName: 'tribune', ...more });
    return (await fetch(endpoint, { method: 'POST', headers: unsigned('iam'), body })).text();
  };
  await fetch(`${endpoint}/${BUCKET}`, { method: 'PUT', headers: unsigned('s3') });
  await ask('CreateUser');
  const made = await ask('CreateAccessKey');
  const statement = { Effect: 'Allow', Action: 's3:*', Resource: '*' };
  await ask('PutUserPolicy', {
    PolicyName: 'all',
    PolicyDocument: JSON.stringify({ Version: '2012-10-17', Statement: [statement] }),
  });
  const read = (name: string): string => new RegExp(`<${name}>([^<]+)<`).exec(made)?.[1] ?? '';
  return { accessKeyId: read('AccessKeyId'), secretAccessKey: read('SecretAccessKey') };
}

async function answering(endpoint: string, server: ChildProcess): Promise<void> {
  const until = Date.now() + STARTED_WITHIN_MS;
  const address = `${endpoint}/moto-api/data.json`;
  while (Date.now() < until && server.exitCode === null) {
    const answers = await fetch(address, { signal: AbortSignal.timeout(5_000) }).then(
      () => true,
      () => false,
    );
    if (answers) return;
    await new Promise((done) => setTimeout(done, 200));
  }
  throw new Error('moto did not start');
}

const freePort = (): Promise<number> =>
  new Promise((done) => {
    const server = createServer();
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => done(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });

const ended = (server: ChildProcess): Promise<void> =>
  new Promise((done) => {
    if (server.exitCode !== null || server.signalCode !== null) return done();
    server.once('exit', () => done());
    server.kill('SIGTERM');
  });

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { readCard } from '../../../domain/foreign-cards/index.js';
import { readSource } from './read-source.js';

/** Answers of a server of MLflow 3.18, cut to what is asked here. */
const RUN = {
  run: {
    info: { run_id: 'abc', run_name: 'credit', status: 'FINISHED' },
    data: { metrics: [{ key: 'auc', value: 0.8, timestamp: 1, step: 2 }], params: [{ key: 'eta', value: '0.1' }] },
    inputs: { dataset_inputs: [] },
  },
};
const VERSION = { model_version: { name: 'lending', version: '1', run_id: 'abc', description: 'Ranks.' } };

let server: Server;
let url = '';
const asked: { url: string; token: string | undefined }[] = [];
const folder = mkdtempSync(join(tmpdir(), 'imports-'));

beforeAll(async () => {
  server = createServer((request, response) => {
    asked.push({ url: request.url!, token: request.headers.authorization });
    const { pathname, searchParams } = new URL(request.url!, 'http://x');
    const json = (status: number, body: unknown) => response.writeHead(status).end(JSON.stringify(body));
    if (pathname === '/card') return response.end('---\nlicense: mit\n---\n');
    if (pathname === '/moved') return response.writeHead(302, { location: 'http://169.254.169.254/' }).end();
    if (pathname === '/large') return response.end('x'.repeat(1_000_000));
    if (pathname === '/page/api/2.0/mlflow/runs/get') return response.end('<html>');
    if (pathname === '/api/2.0/mlflow/model-versions/get') return json(200, VERSION);
    if (pathname === '/api/2.0/mlflow/runs/get' && searchParams.get('run_id') === 'abc') return json(200, RUN);
    return json(404, { error_code: 'RESOURCE_DOES_NOT_EXIST', message: 'Run not found' });
  }).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(async () => {
  await new Promise((resolve) => server.close(resolve));
  rmSync(folder, { recursive: true });
});

const failure = (source: string, wanted = {}) =>
  readSource('mlflow', source, wanted).then(
    () => 'read',
    (cause: Error & { code: string }) => `${cause.code} ${cause.message}`,
  );

describe('a document of another program', () => {
  it('is asked of a server of MLflow by run, or by registered model with the run that made it', async () => {
    vi.stubEnv('MLFLOW_TRACKING_TOKEN', 'token');
    const { document, from } = await readSource('mlflow', `${url}/`, { model: 'lending', version: '1' });
    vi.unstubAllEnvs();
    expect(from).toBe(`${url} model lending version 1`);
    expect(readCard('mlflow', document).said).toMatchObject({
      ...{ name: 'lending', version: '1', description: 'Ranks.', parameters: [{ name: 'eta', value: '0.1' }] },
      metrics: [{ metric: 'auc', value: 0.8 }],
    });
    expect(asked.map(({ token }) => token)).toEqual(['Bearer token', 'Bearer token']);
    expect(asked.at(-1)!.url).toBe('/api/2.0/mlflow/runs/get?run_id=abc');
    expect(await readSource('mlflow', url, { run: 'abc' })).toMatchObject({ document: JSON.stringify(RUN) });
  });

  it('is not taken from a redirect, a page, an answer without end, or a run that nobody named', async () => {
    expect(await failure(url, { run: 'other' })).toContain('Run not found');
    expect(await failure(url)).toContain('USAGE the address of a server of MLflow names no run');
    expect(await failure(url, { model: 'lending' })).toContain('USAGE');
    expect(await failure(`${url}/page`, { run: 'abc' })).toContain('does not answer as a server of MLflow does');
    expect(await failure('mlruns', { run: 'abc' })).toContain('USAGE mlruns is no address');
    expect(await failure('http://ada:secret@127.0.0.1/', { run: 'abc' })).not.toContain('secret');
    await expect(readSource('huggingface', `${url}/moved`)).rejects.toThrow('redirect');
    await expect(readSource('huggingface', `${url}/large`)).rejects.toThrow('more than');
  });

  it('is asked with the token of the Hub where the Hub is, and its address is kept without what lets one read it', async () => {
    vi.stubEnv('HF_TOKEN', 'token');
    const read = await readSource('huggingface', `${url}/card?signature=secret`);
    expect(readCard('huggingface', read.document).said.licences).toEqual(['mit']);
    expect(read.from).toBe(`${url}/card`);
    expect(asked.at(-1)!.token).toBeUndefined();
    vi.stubEnv('HF_ENDPOINT', `${url}/`);
    await readSource('huggingface', `${url}/card`);
    vi.unstubAllEnvs();
    expect(asked.at(-1)!.token).toBe('Bearer token');
  });

  it('is the folder of a run of MLflow too, of each metric its last line', async () => {
    const run = join(folder, 'abc');
    for (const name of ['params', 'tags', 'metrics']) mkdirSync(join(run, name), { recursive: true });
    writeFileSync(join(run, 'meta.yaml'), 'run_id: abc\nrun_name: credit\n');
    writeFileSync(join(run, 'metrics', 'auc'), Array.from({ length: 5_000 }, (_, i) => `17 0.${i} ${i}\n`).join(''));
    writeFileSync(join(run, 'metrics', 'loss'), '17 nan 0\n');
    const { said } = readCard('mlflow', (await readSource('mlflow', run)).document);
    expect(said.metrics.map(({ metric, value }) => [metric, value])).toEqual([
      ['auc', 0.4999],
      ['loss', 'nan'],
    ]);
  });
});

import { describe, expect, it } from 'vitest';
import { ROWS } from '../../../test/support/model-server.js';
import { remoteAsker } from './index.js';

/** Whether an address may be asked where one host is named: the rows have a column too many, so that none is sent. */
const mayAsk = (address: string, host: string): Promise<boolean> =>
  remoteAsker({ hosts: new Map([[host, { privateAddress: false }]]), timeoutMs: 200 })(
    { kind: 'address', address: `mlflow+${address}` },
    { features: [{ name: 'age' }], rows: ROWS },
  ).then(
    () => true,
    ({ code, reason }: { code: string; reason?: string }) => {
      if (reason === 'remote-model.host-not-named') return false;
      expect(code).toBe('DATA_COLUMN_MISSING');
      return true;
    },
  );

describe('a host that the configuration names', () => {
  it.each([
    ['http://scorer.example:8080/model', 'scorer.example', false],
    ['http://scorer.example:8080/model', 'scorer.example:8080', true],
    ['http://scorer.example:8080/model', 'scorer.example:8081', false],
    ['https://scorer.example/model', 'scorer.example', true],
    ['https://SCORER.example:443/model', 'scorer.example:443', true],
    ['https://scorer.example/model', 'scorer.example:80', false],
    ['http://scorer.example/model', 'scorer.example:443', false],
    ['http://scorer.example/model', 'scorer.example:80', true],
    ['http://[::1]/model', '[::1]', true],
    ['http://[::1]:81/model', '[::1]', false],
  ])('is meant at one port: %s under %s, %s', async (address, host, may) => {
    expect(await mayAsk(address, host)).toBe(may);
  });
});

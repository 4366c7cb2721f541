import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { DOCUMENT_KINDS, documentOf, noRecords, STATEMENT_FIELDS } from '../../../domain/record-documents/index.js';
import type { CliContext } from '../frame/context.js';
import { NotGiven, take } from './desk.js';
import { type GovernanceOptions, playGovernance } from './governance.js';
import { DEPLOYMENT, samplePeople } from './people.js';
import { type CasesOptions, playCases } from './play-cases.js';
import { stopElsewhere } from './stop.js';

const PEOPLE = samplePeople('race,sex,age_cat,decile_score,reoffended,n\nOther,Male,25 - 45,7,0,1000\n');
const { signal } = new AbortController();
const nothing = (): void => undefined;

/** A service that answers paths by their beginning, and tells where it is. */
async function withService<T>(answers: Readonly<Record<string, object>>, use: (url: string) => Promise<T>): Promise<T> {
  const server = createServer(({ url, method }, reply) => {
    const found = Object.entries(answers).find(([path]) => `${method} ${url}`.startsWith(path))?.[1];
    reply.statusCode = found === undefined ? 404 : 200;
    reply.end(JSON.stringify(found ?? { code: 'NOT_FOUND', message: 'there is nothing here' }));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  try {
    return await use(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  } finally {
    server.close();
  }
}

describe('a later start of the sample', () => {
  const again = (url: string) => {
    const accounts = { list: async () => [{ name: 'sample-reader-rosa' }] };
    const server = { plane: { deps: { identity: { accounts } } } } as unknown as CasesOptions['server'];
    return playCases({ server, service: { url, key: 'k' }, people: PEOPLE, signal, isTold: false, onLeft: nothing });
  };
  const whole = { 'GET /v1/cases?': { cases: [{}] }, 'GET /v1/notices/': {} };

  it('does nothing where cases and the letter are there', async () => {
    expect(await withService(whole, again)).toBeNull();
  });

  it('makes the letter where only that is missing', async () => {
    const { 'GET /v1/notices/': _, ...cases } = whole;
    const made = { ...cases, 'POST /v1/notices': { link: { path: '/notice/x' } } };
    expect(await withService(made, again)).toEqual({
      link: expect.stringMatching(/^http:\/\/localhost:\d+\/notice\/x$/),
    });
  });

  it('says that the cases were cut short, and how to begin anew', async () => {
    await expect(withService({ ...whole, 'GET /v1/cases?': { cases: [] } }, again)).rejects.toThrow(
      /cut short.*--data DIR/,
    );
  });
});

describe('a later start of the sample, where it was documented', () => {
  const again = (signatures: readonly object[]) =>
    withService({ 'GET /v1/gate?': { toSign: null, signatures } }, (url) => {
      const accounts = { list: async () => [{ name: 'sample-validator-vera' }] };
      const server = { plane: { deps: { identity: { accounts } } } } as unknown as GovernanceOptions['server'];
      const source = readFileSync('examples/compas/governance.yaml', 'utf8');
      const service = { url, key: 'k' };
      return playGovernance({ server, service, people: PEOPLE, source, policy: '', signal, onSigned: nothing });
    });

  it('does nothing where two people signed, and says where it was cut short', async () => {
    expect(await again([{}, {}])).toBe('there');
    expect([await again([]), await again([{}])]).toEqual(['cut short', 'cut short']);
  });

  it('says for every field what is known to be one, and leaves exactly one of the model card open', () => {
    const { statements } = parse(readFileSync('examples/compas/governance.yaml', 'utf8')) as {
      readonly statements: Readonly<Record<string, string>>;
    };
    const fields = new Set(STATEMENT_FIELDS.map(({ id }) => id));
    expect(Object.keys(statements).filter((id) => !fields.has(id))).toEqual([]);
    const open = ['model-card', 'system-card', 'validation-report', 'change-plan'].flatMap((id) => {
      const kind = DOCUMENT_KINDS.find((one) => one.id === id)!;
      const { missing } = documentOf(kind, noRecords(DEPLOYMENT), {
        ...{ view: 'internal', version: '1', options: { sex: null, race: null } },
      });
      return missing.map(({ field }) => field).filter((field) => fields.has(field) && statements[field] === undefined);
    });
    expect(open).toEqual(['caveats']);
  });
});

describe('a reader of the sample', () => {
  const desk = (...given: readonly string[]) => {
    const [left, waiting] = [[] as string[], [...given]];
    return {
      ...{ left, name: 'rosa' },
      claim: async () => (waiting.length === 0 ? null : { id: waiting.shift()!, inputs: {} }),
      leave: async (id: string) => void left.push(id),
    };
  };

  it('reads the case that was opened for them, and gives back another one that comes first', async () => {
    const rosa = desk('other', 'own');
    expect((await take(rosa, 'own')).id).toBe('own');
    expect(rosa.left).toEqual(['other']);
  });

  it('reads none where the case does not come', async () => {
    const rosa = desk('one', 'two', 'own');
    await expect(take(rosa, 'own')).rejects.toThrow(NotGiven);
    expect(rosa.left).toEqual(['one', 'two']);
    await expect(take(desk(), 'own')).rejects.toThrow('rosa is not given the case own');
  });
});

it('a stop of the sample that cannot be made is said in one line, and the sample goes on', async () => {
  const said: string[] = [];
  const context = { out: nothing, err: (text: string) => void said.push(text) } as unknown as CliContext;
  await withService({}, (url) => stopElsewhere({ url, key: 'k' }, { context, signal }));
  expect(said).toEqual(['the sample shows no stop: there is nothing here\n']);
});

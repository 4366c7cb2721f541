import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { defineParts } from '../../src/apps/rooms/define/index.js';
import type { ServerDeps } from '../../src/apps/server/base/deps.js';
import { parseRegistryDocument } from '../../src/apps/server/documents/registry-document.js';
import { jsonBody } from '../../src/apps/server/http/request-body.js';
import { routesOver } from '../../src/apps/server/http/route.js';
import { memoryStores } from '../../src/apps/testing/stores/memory-stores.js';
import { applyRegistry } from '../../src/domain/registry/apply.js';
import type { RegistrySnapshot } from '../../src/domain/registry/ports.js';
import type { RegistryDocument, System } from '../../src/domain/registry/types.js';
import { RegistryView } from '../../src/domain/registry/view.js';
import { rim } from './support/rim.js';

const DIGESTS = ['1', '2'].map((digit) => `sha256:${digit.repeat(64)}`);
const OWNERS = ['anna', 'bert', 'cleo'];
const SYSTEMS = ['s1', 's2', 's3'];
const MODELS = ['m1', 'm2', 'm3'];

const system = fc.record({
  id: fc.constantFrom(...SYSTEMS),
  purpose: fc.constantFrom('loans', 'bail'),
  domain: fc.constantFrom('credit', 'justice'),
  jurisdictions: fc.constantFrom<string[][]>([], ['EU'], ['EU', 'US-FL']),
  favourableOutcome: fc.constantFrom(0, 1),
  owner: fc.constantFrom(...OWNERS),
});
const model = fc.record({
  id: fc.constantFrom(...MODELS),
  system: fc.constantFrom(...SYSTEMS),
  description: fc.constantFrom('', 'a', 'b'),
});
const version = fc.record(
  { model: fc.constantFrom(...MODELS), digest: fc.constantFrom(...DIGESTS), label: fc.constantFrom('one', 'two') },
  { requiredKeys: ['model', 'digest'] },
);
const deployment = fc.record(
  {
    id: fc.constantFrom(...MODELS.flatMap((id) => [`${id}/prod`, `${id}/test`])),
    model: fc.constantFrom(...MODELS),
    environment: fc.constantFrom('prod', 'test', 'else'),
    version: fc.constantFrom(...DIGESTS),
    cutoff: fc.constantFrom(null, 0, 0.5, 0.99),
    policyDigest: fc.constantFrom(null, ...DIGESTS),
  },
  { requiredKeys: ['id', 'version'] },
);
/** Also what names a thing twice, leaves out what can be derived, and moves things between systems. */
const document = fc.record(
  {
    systems: fc.array(system, { maxLength: 2 }),
    models: fc.array(model, { maxLength: 3 }),
    versions: fc.array(version, { maxLength: 3 }),
    deployments: fc.array(deployment, { maxLength: 3 }),
  },
  { requiredKeys: [] },
);

/** Everything that is registered, one name a thing, and the owner of the system that it belongs to. */
function things({
  systems,
  models,
  versions,
  deployments,
}: RegistrySnapshot): Map<string, { owner: string; is: string }> {
  const ownerOf = (id: string): string => systems.find((one) => one.id === id)?.owner ?? 'nobody';
  const ofModel = (id: string): string => ownerOf(models.find((one) => one.id === id)?.system ?? '');
  const all = new Map<string, { owner: string; is: string }>();
  const put = (name: string, owner: string, thing: object): unknown =>
    all.set(name, { owner, is: JSON.stringify(thing) });
  for (const one of systems) put(`system ${one.id}`, one.owner, one);
  for (const one of models) put(`model ${one.id}`, ownerOf(one.system), one);
  for (const one of versions) put(`version ${one.model} ${one.digest}`, ofModel(one.model), one);
  for (const one of deployments) put(`deployment ${one.id}`, ofModel(one.model), one);
  return all;
}

async function registryAfter(documents: readonly object[]) {
  const { registry } = memoryStores();
  for (const [i, one] of documents.entries()) {
    await applyRegistry(registry, parseRegistryDocument(one), 1000 * (i + 1)).catch(() => undefined);
  }
  return registry;
}

/** A registry in which most documents mean something: every system, model and version is there. */
const BASE: RegistryDocument = {
  systems: SYSTEMS.map((id, i): System => {
    return { id, purpose: 'p', domain: 'd', jurisdictions: [], favourableOutcome: 1, owner: OWNERS[i]! };
  }),
  models: MODELS.map((id, i) => ({ id, system: SYSTEMS[i]!, description: '' })),
  versions: MODELS.map((id) => ({ model: id, digest: DIGESTS[0]!, label: 'first' })),
};

const before = fc.array(document, { maxLength: 3 });

describe('an owner who applies a document', () => {
  it('never changes anything that belongs to a system of somebody else, before or after', async () => {
    let applied = 0;
    const property = fc.asyncProperty(before, document, fc.constantFrom(...OWNERS), async (earlier, wanted, owner) => {
      const registry = await registryAfter([BASE, ...earlier]);
      const old = things(await registry.load());
      const changes = await applyRegistry(registry, parseRegistryDocument(wanted), 1e6, { ownedBy: owner }).catch(
        () => [],
      );
      if (changes.length > 0) applied += 1;
      for (const [name, now] of things(await registry.load())) {
        const was = old.get(name);
        if (was?.is === now.is && was.owner === now.owner) continue;
        expect([was?.owner ?? owner, now.owner], name).toEqual([owner, owner]);
      }
    });
    await fc.assert(property, { numRuns: 3000, seed: 4 });
    // The property holds something: owners do change what is theirs.
    expect(applied).toBeGreaterThan(30);
  });

  it('is refused the model of another system that the document itself moves', async () => {
    const registry = await registryAfter([BASE, { deployments: [{ id: 'm2/prod', version: DIGESTS[0] }] }]);
    const taken = parseRegistryDocument({
      models: [{ id: 'm2', system: 's1' }],
      versions: [{ model: 'm2', digest: DIGESTS[1] }],
      deployments: [{ id: 'm2/prod', version: DIGESTS[1], cutoff: 0.99 }],
    });
    const old = await registry.load();
    await expect(applyRegistry(registry, taken, 2e6, { ownedBy: 'anna' })).rejects.toMatchObject({
      code: 'FORBIDDEN',
      message: 'model m2 belongs to s2, whose owner is somebody else',
    });
    expect(await registry.load()).toEqual(old);
    // The owner of what is taken does not give it away to a system of somebody else either.
    await expect(applyRegistry(registry, taken, 2e6, { ownedBy: 'bert' })).rejects.toMatchObject({ code: 'FORBIDDEN' });
  });
});

describe('a document that changes the registry', () => {
  /** Each field of each thing as text, by name: what a change must tell. */
  function fields(snapshot: RegistrySnapshot): Map<string, string> {
    const all = new Map<string, string>();
    const put = (name: string, thing: object): void => {
      for (const [field, value] of Object.entries(thing))
        if (field !== 'id') all.set(`${name} ${field}`, JSON.stringify(value));
    };
    for (const { id, ...rest } of snapshot.systems) put(`system ${id}`, rest);
    for (const { id, ...rest } of snapshot.models) put(`model ${id}`, rest);
    for (const { model: of, digest, label } of snapshot.versions)
      put(`version ${of} ${digest}`, { model: of, digest, label });
    for (const { id, activations, ...place } of snapshot.deployments) {
      const { fromMs, ...served } = activations.at(-1)!;
      put(`deployment ${id}`, { ...place, ...served, from: new Date(fromMs).toISOString() });
    }
    return all;
  }

  it('tells each field that is another than before, with both values, and nothing else', async () => {
    let changed = 0;
    const property = fc.asyncProperty(before, document, async (earlier, wanted) => {
      const registry = await registryAfter([BASE, ...earlier]);
      const was = fields(await registry.load());
      const changes = await applyRegistry(registry, parseRegistryDocument(wanted), 1e6).catch(() => []);
      const now = fields(await registry.load());
      const differ = [...now].filter(([name, value]) => was.get(name) !== value).map(([name]) => name);
      const told = changes.flatMap(({ type, id, model: of, fields: list }) => {
        const thing = `${type.split('.')[0]} ${of === undefined ? '' : `${of} `}${id}`;
        for (const { name, from, to } of list) {
          expect(now.get(`${thing} ${name}`), name).toBe(JSON.stringify(to));
          expect(was.get(`${thing} ${name}`) ?? 'null', name).toBe(JSON.stringify(from));
        }
        return list.map(({ name }) => `${thing} ${name}`);
      });
      expect(told.toSorted()).toEqual(differ.toSorted());
      if (differ.length > 0) changed += 1;
    });
    await fc.assert(property, { numRuns: 2000, seed: 11 });
    expect(changed).toBeGreaterThan(300);
  });

  it.each([
    ['a model in another system', { models: [{ id: 'm2', system: 's1' }] }, 'model.changed m2 system'],
    ['a description', { models: [{ id: 'm2', system: 's2', description: 'x' }] }, 'model.changed m2 description'],
    ['a label', { versions: [{ model: 'm2', digest: DIGESTS[0], label: 'x' }] }, `version.changed ${DIGESTS[0]} label`],
    ['an owner', { systems: [{ ...BASE.systems![1]!, owner: 'cleo' }] }, 'system.changed s2 owner'],
  ])('tells %s', async (_what, wanted, expected) => {
    const registry = await registryAfter([BASE]);
    const changes = await applyRegistry(registry, parseRegistryDocument(wanted), 1e6);
    expect(changes.map(({ type, id, fields: list }) => `${type} ${id} ${list.map(({ name }) => name)}`)).toEqual([
      expected,
    ]);
  });

  it.each([
    [
      'names a deployment twice',
      { deployments: ['0.1', '0.2'].map((c) => ({ id: 'm1/prod', version: DIGESTS[0], cutoff: Number(c) })) },
    ],
    ['names a model twice', { models: ['s1', 's2'].map((s) => ({ id: 'm9', system: s })) }],
    [
      'moves a deployment to another environment',
      { deployments: [{ id: 'm3/prod', environment: 'test', version: DIGESTS[0] }] },
    ],
  ])('is refused when it %s', async (_what, wanted) => {
    const registry = await registryAfter([BASE, { deployments: [{ id: 'm3/prod', version: DIGESTS[0] }] }]);
    const applied = applyRegistry(registry, parseRegistryDocument(wanted), 1e6);
    await expect(applied).rejects.toMatchObject({ code: 'REGISTRY_INVALID' });
  });
});

describe('the registry over HTTP', () => {
  let open: Awaited<ReturnType<typeof rim>>[] = [];
  afterEach(async () => {
    for (const { http } of open) await http.close();
    open = [];
  });

  async function served(owner: (name: string) => string) {
    const { registry } = memoryStores();
    const deps: Partial<ServerDeps> = {
      registry: {
        snapshot: () => registry.load(),
        view: async () => new RegistryView(await registry.load()),
        apply: async (wanted, _by, ownedBy) =>
          applyRegistry(registry, wanted.registry ?? {}, 1e6, ownedBy === undefined ? {} : { ownedBy }),
      },
    };
    const one = await rim(deps);
    open.push(one);
    const person = await one.session('owner');
    const systems = BASE.systems!.map((system) => ({
      ...system,
      owner: owner(system.id) === 'me' ? person.name : 'else',
    }));
    await applyRegistry(registry, { ...BASE, systems }, 1000);
    const apply = (payload: object, cookie = person.cookie) =>
      one.http.inject({
        method: 'POST',
        url: '/v1/registry',
        payload,
        headers: { cookie, 'sec-fetch-site': 'same-origin' },
      });
    return { ...one, registry, apply };
  }
  const owned = (id: string): string => (id === 's1' ? 'me' : 'else');

  it('answers 403 to the owner of one system who moves a model of another, and changes nothing', async () => {
    const { registry, apply } = await served(owned);
    const old = await registry.load();
    const { statusCode, body } = await apply({
      models: [{ id: 'm2', system: 's1' }],
      versions: [{ model: 'm2', digest: DIGESTS[1] }],
      deployments: [{ id: 'm2/prod', model: 'm2', version: DIGESTS[1], cutoff: 0.99 }],
    });
    expect([statusCode, JSON.parse(body).code]).toEqual([403, 'FORBIDDEN']);
    expect(await registry.load()).toEqual(old);
    expect((await apply({ ledger: { public: true } })).statusCode).toBe(403);
  });

  it('lets the owner change what belongs to the own system', async () => {
    const { apply } = await served(owned);
    const { statusCode, body } = await apply({ deployments: [{ id: 'm1/prod', version: DIGESTS[0], cutoff: 0.7 }] });
    expect([statusCode, JSON.parse(body).changes[0].type]).toEqual([200, 'deployment.activated']);
  });

  it('lets nobody save the incident plan of a system beside it whom the plan alone would not let', async () => {
    const { apply, session } = await served(owned);
    const plan = (system: string) => ({ scope: { kind: 'system', system }, reassessedOn: '2026-11-01' });
    const systems = (...ids: string[]) => ({ incidentPlans: ids.map(plan) });
    expect((await apply(systems('s1'))).statusCode).toBe(200);
    expect((await apply(systems('s1', 's2'))).statusCode).toBe(403);
    // A developer registers anything, and is no owner of what the plan is about.
    const { cookie } = await session('developer');
    const { statusCode, body } = await apply({ models: [{ id: 'm3', system: 's1' }], ...systems('s1') }, cookie);
    expect([statusCode, JSON.parse(body).code]).toEqual([403, 'FORBIDDEN']);
  });

  it('asks a developer for no relation', async () => {
    const { apply, session } = await served(owned);
    const { cookie } = await session('developer');
    expect((await apply({ models: [{ id: 'm2', system: 's1' }] }, cookie)).statusCode).toBe(200);
  });

  const other = {
    method: 'POST',
    path: '/v1/other',
    action: 'registry.apply',
    summary: 'Another route about systems',
  } as const;
  const roomWith = (route: object) => [
    { name: 'other', title: 'Other', ...defineParts({ routes: [routesOver<unknown>()(route as never)] }) },
  ];

  it('does not start with a route whose row asks for a relation that nobody tells', async () => {
    const opened = rim({}, {}, roomWith({ ...other, handle: () => 'x' }));
    await expect(opened).rejects.toThrow(/does not say how the caller stands to its object/);
  });

  it('asks once how the caller stands, after the body is read, and runs no handler for whom it does not let in', async () => {
    const ran: unknown[] = [];
    const route = {
      ...other,
      body: jsonBody(z.strictObject({ system: z.string() })),
      relation: async ({ body }: { body: { system: string } }) => {
        ran.push(body);
        return body.system === 'mine' ? ['own-system'] : [];
      },
      handle: ({ body }: { body: unknown }) => {
        ran.push('handled');
        return { body };
      },
    };
    const one = await rim({}, {}, roomWith(route));
    const { cookie } = await one.session('owner');
    const ask = async (payload: object) => {
      const headers = { cookie, 'sec-fetch-site': 'same-origin' };
      return (await one.http.inject({ method: 'POST', url: '/v1/other', headers, payload })).statusCode;
    };
    expect([await ask({ system: 'theirs' }), ran.splice(0)]).toEqual([403, [{ system: 'theirs' }]]);
    expect([await ask({ system: 'mine' }), ran.splice(0)]).toEqual([200, [{ system: 'mine' }, 'handled']]);
    expect([await ask({ sytsem: 'mine' }), ran.splice(0)]).toEqual([400, []]);
    await one.http.close();
  });

  it('lets nobody in by a relation that no room declares', async () => {
    let ran = 0;
    const relation = async () => ['own-system', 'boss'];
    const one = await rim({}, {}, roomWith({ ...other, relation, handle: () => `${++ran}` }));
    const { cookie } = await one.session('owner');
    const headers = { cookie, 'sec-fetch-site': 'same-origin' };
    const { statusCode } = await one.http.inject({ method: 'POST', url: '/v1/other', headers });
    expect([statusCode, ran]).toEqual([500, 0]);
    await one.http.close();
  });
});

import type { ErasurePlan, ErasureRecord, TagRun } from '../../../domain/decisions/ports/index.js';
import { applyRegistry, type RegistryDocument } from '../../../domain/registry/index.js';
import { bytes, differ, refused, type StoresCase, same } from './support.js';

const version = `sha256:${'ab'.repeat(32)}`;

const registryDocument: RegistryDocument = {
  systems: [
    {
      id: 'compas',
      purpose: 'risk of reoffending',
      domain: 'justice',
      jurisdictions: ['US-FL'],
      favourableOutcome: 0,
      owner: 'owner@example.org',
    },
  ],
  models: [{ id: 'compas', system: 'compas', description: 'COMPAS' }],
  versions: [{ model: 'compas', digest: version, label: '1' }],
  deployments: [{ id: 'compas/prod', model: 'compas', environment: 'prod', version, cutoff: 0.5 }],
};

const REFUSED_DOCUMENTS: readonly (readonly [string, RegistryDocument])[] = [
  ['a model of no system', { models: [{ id: 'm', system: 'nowhere', description: '' }] }],
  ['a digest that is none', { versions: [{ model: 'compas', digest: 'sha256:1', label: '' }] }],
  [
    'an unknown version',
    { deployments: [{ id: 'compas/x', model: 'compas', environment: 'x', version: `sha256:${'00'.repeat(32)}` }] },
  ],
  ['a bad name', { systems: [{ ...registryDocument.systems![0]!, id: '../x' }] }],
  ['no owner', { systems: [{ ...registryDocument.systems![0]!, id: 'y', owner: ' ' }] }],
];

/** Cases for the stores of decisions other than the log: keys, tags, erasures, the registry. */
export const DECISION_CASES: readonly StoresCase[] = [
  [
    'keeps key pages by part and finds those of other epochs',
    async (stores) => {
      same(await stores.keys.nextPage('payload'), 0);
      for (const page of [0, 1])
        await stores.keys.insertPage({ part: 'payload', page, epoch: 1, bytes: bytes(9, page) });
      same(await stores.keys.nextPage('payload'), 2);
      same(await stores.keys.nextPage('attributes'), 0);
      await stores.keys.replacePage({ part: 'payload', page: 0, epoch: 2, bytes: bytes(9, 7) });
      same(
        (await stores.keys.pagesOutside('payload', 2, 9)).map(({ page }) => page),
        [1],
      );
      same((await stores.keys.readPage('payload', 0))?.epoch, 2);
      await refused(stores.keys.insertPage({ part: 'payload', page: 0, epoch: 1, bytes: bytes(1, 1) }));
    },
  ],
  [
    'makes keys for epochs and destroys them for good',
    async (stores) => {
      const { keyring } = stores;
      const [first, old] = [keyring.currentEpoch(), keyring.key(keyring.currentEpoch()).slice()];
      await keyring.begin(first + 1, 99);
      same(keyring.currentEpoch(), first + 1);
      same(keyring.epochStartedAtMs(), 99);
      differ(keyring.key(first + 1), old);
      await keyring.destroy(first);
      await refused((async () => keyring.key(first))(), 'KEY_MISSING');
      same(keyring.epochs(), [first + 1]);
      same(keyring.indexKey()?.length, 32);
    },
  ],
  [
    'keeps runs of tags by bucket',
    async (stores) => {
      const buckets = Array.from({ length: 256 }, (_, i) => (i === 3 ? bytes(16, 3) : new Uint8Array()));
      const run: TagRun = { log: 'main', kind: 'subject', firstSeq: 0, lastSeq: 4, buckets };
      await stores.tags.insertRuns([run]);
      same(await stores.tags.runs('main', 'subject'), [{ firstSeq: 0, lastSeq: 4 }]);
      same(await stores.tags.indexedTo('main', 'subject'), 5);
      same(await stores.tags.indexedTo('main', 'id'), 0);
      const [found] = await stores.tags.bucket('main', 'subject', 3);
      same(found?.firstSeq, 0);
      same([...found!.bytes], [...bytes(16, 3)]);
      same(await stores.tags.bucket('main', 'subject', 4), []);
      await stores.tags.replaceBucket('main', 'subject', { firstSeq: 0, bucket: 3 }, bytes(32, 4));
      same((await stores.tags.bucket('main', 'subject', 3))[0]?.bytes?.length, 32);
    },
  ],
  [
    'keeps erasures and holds',
    async (stores) => {
      const id = '0193f7c2-6a55-7d1e-9f10-3c2b1a000001';
      const plan: ErasurePlan = {
        entry: id,
        afterSeq: 3,
        type: 'subject.erased',
        payload: { basis: 'b' },
        bucket: 7,
        seal: 'ab',
        batches: [{ seq: 1, own: [0], later: [], payload: { page: 0, slot: 1 }, attributes: null }],
      };
      const erasure: ErasureRecord = {
        id,
        requestedAtMs: 1,
        subjectTag: bytes(32, 1),
        basis: 'b',
        requestedBy: 'r',
        nRecords: 2,
        nBatches: 1,
        epoch: 1,
        status: 'pending',
        completedAtMs: null,
        entryIndex: null,
        isFinishedLater: false,
        plan,
      };
      await stores.erasures.insertErasure(erasure);
      same(await stores.erasures.erasures('pending'), [erasure]);
      await stores.erasures.updateErasure({
        ...erasure,
        status: 'complete',
        subjectTag: null,
        completedAtMs: 5,
        plan: null,
      });
      same(await stores.erasures.erasures('pending'), []);
      same((await stores.erasures.erasure(id))?.completedAtMs, 5);
      const hold = {
        id,
        subjectTag: bytes(32, 2),
        owner: 'o',
        reason: 'r',
        reviewAtMs: 9,
        setAtMs: 1,
        releasedAtMs: null,
      };
      await stores.erasures.insertHold(hold);
      same(await stores.erasures.holds(bytes(32, 2)), [hold]);
      same(await stores.erasures.holds(bytes(32, 3)), []);
      await stores.erasures.updateHold({ ...hold, releasedAtMs: 4 });
      same((await stores.erasures.holds())[0]?.releasedAtMs, 4);
    },
  ],
  [
    'registers what a document says, once, and adds activations at the end',
    async (stores) => {
      const changes = await applyRegistry(stores.registry, registryDocument, 500);
      same(
        changes.map(({ type }) => type),
        ['system.created', 'model.created', 'version.registered', 'deployment.activated'],
      );
      same(await applyRegistry(stores.registry, registryDocument, 600), []);
      const [deployment] = registryDocument.deployments!;
      await applyRegistry(stores.registry, { deployments: [{ ...deployment!, cutoff: 0.6 }] }, 700);
      const { deployments, systems } = await stores.registry.load();
      same(systems, registryDocument.systems);
      same(deployments[0]?.activations, [
        { fromMs: 0, version, cutoff: 0.5, policyDigest: null },
        { fromMs: 700, version, cutoff: 0.6, policyDigest: null },
      ]);
    },
  ],
  [
    'has another revision of the registry after whatever was written, and the same while nothing was',
    async (stores) => {
      const seen = new Set<string>();
      const noted = async (): Promise<void> => {
        const revision = await stores.registry.revision();
        same(await stores.registry.revision(), revision);
        same(seen.has(revision), false);
        seen.add(revision);
      };
      await applyRegistry(stores.registry, registryDocument, 750);
      await noted();
      const [deployment] = registryDocument.deployments!;
      await applyRegistry(stores.registry, { deployments: [{ ...deployment!, cutoff: 0.7 }] }, 800);
      await noted();
      const [system] = registryDocument.systems!;
      await applyRegistry(stores.registry, { systems: [{ ...system!, owner: 'another@example.org' }] }, 900);
      await noted();
      await applyRegistry(stores.registry, { systems: [system!] }, 950);
      await noted();
    },
  ],
  ...REFUSED_DOCUMENTS.map(
    ([what, document]): StoresCase => [
      `refuses ${what} before anything is written`,
      async (stores) => {
        const before = await stores.registry.load();
        await refused(applyRegistry(stores.registry, document, 900), 'REGISTRY_INVALID');
        same(await stores.registry.load(), before);
      },
    ],
  ),
];

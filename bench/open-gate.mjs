// Opens an enforced gate of a deployment whose system is owned by "bench": somebody says that something was done, and two persons sign that.
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

const PASSWORD = 'a long enough passphrase';

/** The service must not run: this is it, for a moment, over the same data folder. */
export async function openGate({ dataDir, deployment, dist }) {
  const load = (path) => import(pathToFileURL(join(resolve(dist), path)).href);
  const { openControlPlane } = await load('apps/server/control-plane.js');
  const { applyDocument } = await load('apps/server/documents/apply-document.js');
  const plane = await openControlPlane({ dataDir, version: 'bench' });
  try {
    const { gates, identity } = plane.deps;
    const person = async (name, role) => {
      const { id } = await identity.accounts.create({ name, password: PASSWORD, roles: [role] }, 'bench');
      return { who: { account: id }, by: `account:${id}` };
    };
    const [owner, validator, legal] = [
      await person('bench', 'owner'),
      await person('validator', 'validator'),
      await person('legal', 'legal'),
    ];
    const gate = {
      ...{ deployment, mode: 'enforce' },
      requires: [{ id: 'said', kind: 'attestation', what: 'benched', by: 'legal', withinDays: 365 }],
      approvers: [{ role: 'validator' }, { role: 'owner' }],
    };
    await applyDocument({ gates: [gate] }, 'bench', plane.deps);
    const said = { deployment, requirement: 'said', statement: 'bench', digest: `sha256:${'2'.repeat(64)}` };
    await gates.attest(said, legal.who, legal.by);
    for (const [role, { who, by }] of Object.entries({ validator, owner })) {
      const { judged } = await gates.status(deployment);
      const evidence = judged[0].verdict.toSign.digest;
      await gates.sign({ deployment, role, statement: 'bench', evidence }, who, by);
    }
    const { state } = (await gates.status(deployment)).judged[0].verdict;
    if (state !== 'open') throw new Error(`the gate is ${state}`);
  } finally {
    await plane.close();
  }
}

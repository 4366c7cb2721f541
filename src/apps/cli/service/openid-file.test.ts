import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { readConfiguration } from '../../configuration/index.js';
import { openIdConfiguration } from '../../server/identity/configuration/index.js';
import { openIdOverride } from './openid-file.js';

const folder = mkdtempSync(join(tmpdir(), 'tribune-openid-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const REST = `issuer: https://login.example.org
clientId: tribune
redirectUri: https://tribune.example/v1/session/openid/callback
`;
const read = (text: string, mode = 0o600) => {
  const path = join(folder, `${crypto.randomUUID()}.yaml`);
  writeFileSync(path, text, { mode });
  return readConfiguration([openIdConfiguration], null, [openIdOverride(path)]).read(openIdConfiguration);
};

describe('the file of the identity provider', () => {
  it('maps groups to roles, with the claim and the scope to ask for it', () => {
    const file = read(`${REST}groups: { claim: groups, scope: groups, roles: { audit: [auditor] } }\n`);
    expect(file).toMatchObject({ groupsClaim: 'groups', groupsScope: 'groups', groups: { audit: ['auditor'] } });
  });

  it('needs one role for provisioned people, from itself or from groups', () => {
    const provisioning = (more: string) => `${REST}provisioning: { domain: example.org${more} }\n`;
    const groups = 'groups: { claim: groups, roles: { audit: [auditor] } }\n';
    expect(read(provisioning(', role: reviewer'))).toMatchObject({ provisioning: { role: 'reviewer' } });
    expect(read(provisioning('') + groups)).toMatchObject({ provisioning: { domain: 'example.org' } });
    expect(() => read(provisioning(''))).toThrow(/provisioning\.role: is needed/);
    expect(() => read(provisioning(', role: reviewer') + groups)).toThrow(/groups decide it otherwise/);
  });

  it.each([
    ['an administrator by group', `${REST}groups: { claim: groups, roles: { boss: [admin] } }\n`],
    ['an administrator by domain', `${REST}provisioning: { domain: example.org, role: admin }\n`],
    ['a role that does not exist', `${REST}groups: { claim: groups, roles: { boss: [boss] } }\n`],
    ['a group without roles', `${REST}groups: { claim: groups, roles: { boss: [] } }\n`],
    ['another way back', REST.replace('/callback', '/elsewhere')],
    ['an unknown field', `${REST}realm: x\n`],
    ['no YAML', 'a: [\n'],
  ])('is refused with %s', (_what, text) => {
    expect(() => read(text)).toThrow(expect.objectContaining({ code: 'USAGE' }));
  });

  it('is refused when others can read it, and without quoting a secret', () => {
    expect(() => read(`${REST}clientSecret: hush\n`, 0o644)).toThrow(/0600|others/);
    expect(() => read(`${REST}clientSecret: [hush\n`)).toThrow(/^(?!.*hush)/);
  });
});

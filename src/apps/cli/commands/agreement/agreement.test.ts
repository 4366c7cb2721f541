import { expect, it } from 'vitest';
import { agreementLines } from './agreement-list.js';
import { demandProposal, placeOf } from './proposal.js';

const proposal = (act: string, request: unknown = {}) => ({
  ...{ id: 'p', act, request, proposedBy: 'account:a', expiresAt: 'T' },
});

it('settles each proposal where its room does, and names one that waits no more', async () => {
  expect(['setting.agree', 'role.agree', 'account.agree-open'].map((act) => placeOf(proposal(act)))).toEqual(
    Array.from({ length: 3 }, () => '/v1/agreements/p'),
  );
  expect(placeOf(proposal('gate.waive'))).toBe('/v1/gate-proposals/p');
  expect(placeOf(proposal('stop.resume', { stop: 's/1' }))).toBe('/v1/stops/s%2F1/resumptions/p');
  const person = { get: async () => ({ proposals: [proposal('role.agree')] }) };
  expect((await demandProposal(person, 'p')).act).toBe('role.agree');
  await expect(demandProposal(person, 'q')).rejects.toThrow('no proposal "q" waits');
});

it('says with each what the next person types, and what is late', () => {
  const used = { id: 'u', act: 'role.agree', reason: 'why', by: 'account:a', reviewBy: 'T', isOverdue: true };
  expect(agreementLines([proposal('role.agree')], [used])).toEqual([
    'p  role.agree, proposed by account:a, until T',
    '  {}',
    '  as another person: tribune agreement confirm p',
    'u  role.agree, done alone by account:a: why',
    '  was to be reviewed by T: tribune agreement review u --finding justified|not-justified --statement TEXT',
  ]);
  expect(agreementLines([], [])).toEqual(['nothing waits for a second person']);
});

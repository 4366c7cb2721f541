import { describe, expect, it } from 'vitest';
import { applyChange } from '../../incidents/acts/changes.js';
import { type Incident, type TimelineItem, templateOf } from '../../incidents/index.js';
import { renderIncidentHtml, renderIncidentMarkdown } from './render.js';
import { fillTemplate, templateReport } from './template-report.js';

const FROZEN = {
  ...{ atMs: 0, checkpoint: null, leftOut: 0, stops: null, plan: null, problems: [], digest: 'sha256:d' },
  deployments: [{ deployment: 'lending/prod', version: 'sha256:v', cutoff: 0.5, policy: null, monitor: null }],
};
const INCIDENT = {
  ...{ id: 'i', title: 'Loans refused', state: 'detected', severity: 'major', system: 'lending', revision: 1 },
  scope: { kind: 'deployment', deployment: 'lending/prod' },
  ...{ origin: { kind: 'hand' }, openedBy: 'account:1', occurredAtMs: null, awareAtMs: 0, openedAtMs: 0 },
  ...{ roles: { legal: 'lee' }, cause: 'unknown', facts: [], clocks: [], links: [], actions: [], containment: null },
  ...{ affected: null, postMortem: null, frozen: FROZEN, closing: null, nItems: 1, leftOut: 0 },
} as unknown as Incident;
const item = (number: number, kind: string, what: string, text = ''): TimelineItem => {
  return { incident: 'i', number, atMs: 0, kind, by: 'account:1', what, text, digest: `${number}` };
};
const registry = {
  systems: [{ id: 'lending', purpose: 'loans', domain: 'credit', jurisdictions: ['DE'], owner: 'olga' }],
} as never;
const AI_ACT = templateOf('eu-ai-act-73');
const made = { madeAtMs: 0, registry, checkpoint: null, tool: { name: 'tribune', version: '1' } };
const filled = (incident: Incident, items: readonly TimelineItem[] = [item(1, 'opened', 'opened', 'All of them.')]) =>
  fillTemplate(AI_ACT, { incident, items, ...made });
const said = (incident: Incident, field: string, text: string | null): Incident =>
  applyChange(
    incident,
    { kind: 'statement', template: 'eu-ai-act-73', field, text },
    {
      ...{ by: 'account:2', nowMs: 7, clocksOf: () => [] },
    },
  ).incident;

describe('the report that an authority asks for', () => {
  it('names what is missing by the field, and who can say it: the role with whoever has it, and how', () => {
    const { missing } = filled(INCIDENT);
    expect(missing.find(({ field }) => field === 'provider')).toMatchObject({
      ...{ neededFor: 'first', who: 'legal (lee)' },
      how: expect.stringContaining('--statement eu-ai-act-73/provider'),
    });
    expect(missing.find(({ field }) => field === 'cause')).toMatchObject({
      ...{ neededFor: 'final', who: 'technical (nobody yet)', how: 'change the incident: `cause`' },
    });
    // What may be left out is not missing, and what the registry knows is not asked of anybody.
    const fields = missing.map(({ field }) => field);
    expect(['registration', 'system', 'purpose', 'versions', 'frozen'].filter((one) => fields.includes(one))).toEqual(
      [],
    );
    const order = missing.map(({ neededFor }) => neededFor);
    expect(order).toEqual(order.toSorted().toReversed());
  });

  it('takes what a person said, with the item of the timeline as its source, until that is taken back', () => {
    const key = 'eu-ai-act-73/provider';
    const stated = said(INCIDENT, 'provider', 'Lending GmbH, Berlin');
    const items = [item(1, 'opened', 'opened'), item(2, 'statement', `said for ${key}`, 'Lending GmbH, Berlin')];
    const field = filled(stated, items)
      .sections.flatMap(({ fields }) => fields)
      .find(({ id }) => id === 'provider');
    expect(field).toMatchObject({ value: 'Lending GmbH, Berlin', from: 'item 2 of the timeline, by account:2' });
    expect(filled(said(stated, 'provider', null)).missing.map((one) => one.field)).toContain('provider');
    expect(() => said(INCIDENT, 'provider', null)).toThrow('nothing is said for eu-ai-act-73/provider');
    expect(() => said(INCIDENT, 'providr', 'x')).toThrow(expect.objectContaining({ remedy: 'Did you mean provider?' }));
    expect(() => said(INCIDENT, 'title', 'x')).toThrow('is answered by the incident itself');
  });

  it('says when it began as that is known by now, and where that was said', () => {
    const change = { kind: 'facts', facts: [], occurredAtMs: 5 } as const;
    const context = { by: 'account:2', nowMs: 7, clocksOf: () => [] };
    const aware = { ...INCIDENT, awareAtMs: 6 };
    const { incident, what } = applyChange(aware, change, context);
    expect([incident.occurredAtMs, what]).toEqual([5, 'facts: none; began 1970-01-01T00:00:00.005Z']);
    // Other facts later leave it as it stands.
    expect(applyChange(incident, { kind: 'facts', facts: ['health'] }, context).incident.occurredAtMs).toBe(5);
    expect(() => applyChange(aware, { ...change, occurredAtMs: 7 }, context)).toThrow('began after somebody became');
    const began = filled(incident, [item(1, 'opened', 'opened'), item(2, 'facts', what)])
      .sections.flatMap(({ fields }) => fields)
      .find(({ id }) => id === 'began');
    expect(began).toMatchObject({ value: '1970-01-01T00:00:00.005Z', from: 'item 2 of the timeline' });
  });

  it('is complete once everything was said, and never says more than that', () => {
    const answered = {
      ...{ ...INCIDENT, facts: ['fundamental-rights'], occurredAtMs: 5, cause: 'drift' },
      affected: { who: 'applicants', number: 40, method: 'counted' },
      containment: { atMs: 1, by: 'x', text: 'people decide' },
      postMortem: { atMs: 1, by: 'x', text: 'incomes moved' },
      actions: [{ id: 1, text: 'train anew', owner: 'dev', dueAtMs: 9, done: null }],
    } as unknown as Incident;
    const whole = filled(answered)
      .missing.map(({ field }) => field)
      .reduce((incident, field) => said(incident, field, `said of ${field}`), answered);
    expect(filled(whole).missing).toEqual([]);
    const report = templateReport(AI_ACT, { ...made, incident: whole, items: [item(1, 'opened', 'opened', 'x')] });
    expect(report.sections[0]).toMatchObject({ id: 'missing', lines: [] });
    for (const { value } of report.sections.flatMap(({ lines }) => lines)) expect(value).not.toBe('MISSING');
    const lacking = templateReport(AI_ACT, { ...made, incident: INCIDENT, items: [] });
    const texts = [report, lacking].flatMap((one) => [renderIncidentHtml(one), renderIncidentMarkdown(one)]);
    for (const text of texts) expect(text.toLowerCase()).not.toContain('compliant');
    expect(texts[3]).toContain('| Provider | MISSING | Regulation');
  });
});

import { describe, expect, it } from 'vitest';
import type { Control } from '../../src/domain/controls/index.js';
import { DATED_PACKS, evaluate, evaluateOne, rollUp } from '../../src/domain/controls/index.js';
import { answersFor, answersWith, bareFacts, DAY_MS, fullFacts } from './support/facts.js';

const ALL = DATED_PACKS.flatMap((pack) => pack.controls.map((control) => ({ pack, control, name: control.id })));
/** A day on which every dated duty holds. */
const LATER_MS = Date.parse('2029-01-01T00:00:00Z');
/** A place where a framework holds. */
const placesOf = ({ jurisdictions }: { readonly jurisdictions: readonly string[] }): readonly string[] =>
  jurisdictions.length === 0 ? ['US'] : jurisdictions;
const FIRST_MS = Date.parse('2000-01-01T00:00:00Z');
/** What a control is where everything is recorded: what a person has to say is never met. */
const fullStatus = ({ checks }: Control) => (checks.some(({ is }) => is === 'stated') ? 'stated' : 'met');

describe('every control', () => {
  const inForce = ALL.filter(({ control }) => control.repealedAt === null);

  it.each(inForce)(
    '$name is met where everything is recorded, or said, and names each record that it stands on',
    ({ pack, control }) => {
      for (const period of control.periods) {
        const answers = answersFor(control, period);
        const facts = fullFacts(control.when.domains[0] ?? 'other', placesOf(pack), answers, LATER_MS);
        const found = evaluateOne({ control, pack, facts, atMs: LATER_MS });
        expect(found.status, found.because).toBe(fullStatus(control));
        for (const { evidence } of found.findings) expect(evidence.length).toBeGreaterThan(0);
      }
    },
  );

  it.each(inForce)(
    '$name is a gap where nothing is recorded, or is asked for where records never decide it',
    ({ pack, control }) => {
      const isScreen = control.checks.some(({ is }) => is === 'screen-clear');
      const answers = isScreen ? answersWith('ban-social-scoring') : answersFor(control);
      const facts = bareFacts(control.when.domains[0] ?? 'other', placesOf(pack), answers);
      const found = evaluateOne({ control, pack, facts, atMs: LATER_MS });
      const isDecidable = control.checks.some(({ is }) => is !== 'stated');
      expect(found.status, found.because).toBe(isDecidable ? 'gap' : 'undecided');
      expect(found.asks.length > 0).toBe(!isDecidable);
    },
  );

  it.each(inForce)(
    '$name is not in force the day before it holds, and never after it was repealed',
    ({ pack, control }) => {
      const facts = (atMs: number) =>
        fullFacts(control.when.domains[0] ?? 'other', placesOf(pack), answersFor(control), atMs);
      const { from } = control.periods[0]!;
      const at = (atMs: number, one = control) => evaluateOne({ control: one, pack, facts: facts(atMs), atMs }).status;
      if (from !== null) {
        expect(at(Date.parse(from) - 1)).toBe('not-yet-in-force');
        expect(at(Date.parse(from))).toBe(fullStatus(control));
      } else expect(at(FIRST_MS)).toBe(fullStatus(control));
      expect(at(LATER_MS, { ...control, repealedAt: '2029-01-01' })).toBe('repealed');
      expect(at(LATER_MS - 1, { ...control, repealedAt: '2029-01-01' })).not.toBe('repealed');
    },
  );

  it.each(
    inForce.flatMap(({ control, pack, name }) =>
      control.periods.slice(1).map((period) => ({ control, pack, name, period })),
    ),
  )(
    '$name is not in force the day before its later day $period.from, for whom that day is meant',
    ({ pack, control, period }) => {
      const fromMs = Date.parse(period.from!);
      const at = (atMs: number) => {
        const facts = fullFacts(control.when.domains[0] ?? 'other', placesOf(pack), answersFor(control, period), atMs);
        return evaluateOne({ control, pack, facts, atMs }).status;
      };
      expect([at(fromMs - 1), at(fromMs)]).toEqual(['not-yet-in-force', fullStatus(control)]);
    },
  );

  it('begins to hold on some day, and each of the days that are to come stands for some control', () => {
    const days = ALL.flatMap(({ control }) => control.periods.map(({ from }) => from));
    for (const day of ['2027-01-01', '2027-12-02', '2028-08-02']) expect(days).toContain(day);
    for (const { control, name } of ALL) expect(control.periods.length, name).toBeGreaterThan(0);
  });

  it('of these laws is in the catalogue, with where it was read and what is in doubt', () => {
    const wanted = [
      ...['AIA-5', 'AIA-6', 'AIA-43', 'T7-703k', 'T7-703l', 'UGESP-4', 'ADEA-4', 'ADA-102'],
      ...['FHA-804', 'FHA-effects', 'HIPAA-164', 'FTC-5', 'FDA-515C', 'FDA-803'],
    ];
    for (const id of wanted) {
      const found = ALL.find(({ name }) => name === id);
      expect(found?.control.source.length, id).toBeGreaterThan(10);
      expect(found!.control.url, id).toMatch(/^https:/);
      expect(
        ['read', 'background', 'law', 'guidance'].includes(found!.control.basis) || found!.control.doubt !== '',
        id,
      ).toBe(true);
    }
  });

  it('that was repealed before it held is repealed, and nothing is asked for it', () => {
    const { pack, control } = ALL.find(({ name }) => name === 'CO-24-205')!;
    const facts = bareFacts('credit', ['US-CO'], {});
    expect(evaluateOne({ control, pack, facts, atMs: LATER_MS })).toMatchObject({ status: 'repealed', asks: [] });
  });

  it('takes what is said to it alone, where another one asks for the same', () => {
    const atMs = LATER_MS;
    const facts = { ...fullFacts('credit', ['US'], answersWith('large-bank'), atMs), vendors: [] };
    const of = (id: string) => {
      const statements = facts.statements.filter((one) => one.control === id);
      const found = evaluate({ facts: { ...facts, statements }, packs: DATED_PACKS, atMs });
      return ['ISO-A.10.3', 'SR26-2'].map((name) => found.find(({ control }) => control.id === name)!.status);
    };
    expect(of('ISO-A.10.3')).toEqual(['stated', 'undecided']);
    expect(of('SR26-2')).toEqual(['undecided', 'stated']);
  });

  it('has a name of its own over all frameworks', () => {
    expect(new Set(ALL.map(({ name }) => name)).size).toBe(ALL.length);
  });
});

describe('the day that is looked at', () => {
  const answers = {
    ...answersFor(ALL.find(({ name }) => name === 'AIA-9')!.control),
    ...{ deployer: true, consequential: true, 'ccpa-business': true },
  };
  const packs = DATED_PACKS.filter(({ framework }) =>
    ['eu-ai-act', 'us-colorado', 'us-california'].includes(framework),
  );
  const on = (day: string) => {
    const atMs = Date.parse(`${day}T00:00:00Z`);
    const facts = fullFacts('credit', ['EU', 'US-CO', 'US-CA'], answers, atMs);
    return evaluate({ facts, packs, atMs });
  };
  const status = (day: string, id: string) => on(day).find(({ control }) => control.id === id)!.status;

  it.each([
    ['2026-12-31', '2027-01-01', 'CO-1704'],
    ['2026-12-31', '2027-01-01', 'CA-7220'],
    ['2027-12-01', '2027-12-02', 'AIA-9'],
    ['2027-12-01', '2027-12-02', 'AIA-27'],
    ['2026-12-01', '2026-12-02', 'AIA-5-imagery'],
  ])('between %s and %s %s begins to hold', (before, after, id) => {
    const also = id === 'AIA-27' ? 'credit-scoring' : '';
    if (also === '') expect([status(before, id), status(after, id)]).toEqual(['not-yet-in-force', 'met']);
    else expect([status(before, id), status(after, id)]).toEqual(['not-applicable', 'not-applicable']);
  });

  it('of a product of Annex I comes eight months after a use of Annex III', () => {
    const { control, pack } = ALL.find(({ name }) => name === 'AIA-9')!;
    const product = answersFor(control, control.periods[1]!);
    const at = (day: string) => {
      const atMs = Date.parse(`${day}T00:00:00Z`);
      return evaluateOne({ control, pack, facts: fullFacts('health', ['DE'], product, atMs), atMs });
    };
    expect([at('2028-08-01').status, at('2028-08-02').status]).toEqual(['not-yet-in-force', 'met']);
    expect(at('2028-08-01').from).toBe('2028-08-02');
  });

  it('shows what comes, with its day and what it would be by the records of today', () => {
    const results = on('2026-12-31');
    const [ai] = rollUp(packs.slice(0, 1), results);
    expect(ai!.comes.map(({ from }) => from)).toEqual(['2027-12-02']);
    const later = results.find(({ control }) => control.id === 'AIA-19')!;
    expect(later).toMatchObject({ status: 'not-yet-in-force', byRecords: 'met', from: '2027-12-02' });
  });

  it('ages records: an audit of today is too old after a year', () => {
    const { control, pack } = ALL.find(({ name }) => name === 'NIST-MS2.11')!;
    const facts = fullFacts('credit', ['US'], {}, LATER_MS);
    const at = (atMs: number) => evaluateOne({ control, pack, facts, atMs }).status;
    expect([at(LATER_MS + 364 * DAY_MS), at(LATER_MS + 365 * DAY_MS)]).toEqual(['met', 'gap']);
  });
});

describe('what is not known', () => {
  const find = (id: string) => ALL.find(({ name }) => name === id)!;
  const look = (id: string, facts: Parameters<typeof evaluateOne>[0]['facts'], atMs = LATER_MS) =>
    evaluateOne({ ...find(id), facts, atMs });

  it('of the class of a system is asked for by the questions that decide it, and is never met', () => {
    const found = look('AIA-9', fullFacts('credit', ['EU'], { provider: true }, LATER_MS));
    expect(found.status).toBe('undecided');
    expect(found.asks.map(({ what }) => what).join()).toContain('iii-employment');
  });

  it('of the domain is asked for by the words that are known', () => {
    const found = look('REGB-9b', fullFacts('loans to people', ['US'], {}, LATER_MS));
    expect(found).toMatchObject({ status: 'undecided' });
    expect(found.asks[0]!.what).toContain('"loans to people" is none of the known words');
  });

  it('of the place is asked for, and law of another place does not apply, with the reason', () => {
    expect(look('REGB-9b', fullFacts('credit', [], {}, LATER_MS)).status).toBe('undecided');
    expect(look('REGB-9b', fullFacts('credit', ['DE'], {}, LATER_MS))).toMatchObject({
      status: 'not-applicable',
      because: 'it holds in US, and the system is used in DE',
    });
    expect(look('GDPR-15h', fullFacts('credit', ['DE-BY'], {}, LATER_MS)).status).toBe('met');
    // A system of the whole country is one of each state.
    expect(look('CO-1702', fullFacts('credit', ['US'], { provider: true }, LATER_MS)).status).toBe('stated');
  });

  it('of an owner who is no account is undecided, and a system that nothing serves has no audited deployment', () => {
    const facts = fullFacts('credit', ['US'], {}, LATER_MS);
    const away = { ...facts, system: { ...facts.system, owner: 'ann@example.org' } };
    expect(look('NIST-GV1.6', away).asks[0]!.who).toBe('admin');
    expect(look('NIST-MS2.11', { ...facts, deployments: [] }).status).toBe('undecided');
  });

  it('of a place that is no code is asked for: law of Germany is not passed by for its name', () => {
    for (const place of ['Germany', 'de', 'UK']) {
      const found = look('GDPR-15h', fullFacts('credit', [place], {}, LATER_MS));
      expect(found.status).toBe('undecided');
      expect(found.asks[0]!.what).toContain(`Which place is "${place}"?`);
    }
    expect(look('GDPR-15h', fullFacts('credit', ['Germany', 'FR'], {}, LATER_MS)).status).not.toBe('undecided');
  });

  it('of what is kept for days and asked for in months counts by the months that are the other way, and never by their mean', () => {
    const { control, pack } = find('AIA-26-6');
    const keeping = (keep: string, asked: string) => {
      const facts = fullFacts('credit', ['EU'], answersFor(control), LATER_MS);
      const [one] = facts.deployments;
      const deployments = [{ ...one!, kept: { keep, class: 'x' } }];
      const checks = [{ is: 'kept-at-least' as const, keep: asked }];
      return evaluateOne({ control: { ...control, checks }, pack, facts: { ...facts, deployments }, atMs: LATER_MS })
        .status;
    };
    expect([keeping('6 months', '182 days'), keeping('6 months', '181 days')]).toEqual(['gap', 'met']);
    expect([keeping('183 days', '6 months'), keeping('184 days', '6 months')]).toEqual(['gap', 'met']);
    expect([keeping('24 months', '2 years'), keeping('23 months', '2 years')]).toEqual(['met', 'gap']);
  });

  it('of an audit of old decisions is not fresh for having been made today, nor a pass by another policy', () => {
    const facts = fullFacts('credit', ['EU'], answersFor(find('AIA-15').control), LATER_MS);
    const having = (...audits: readonly object[]) => ({
      ...facts,
      deployments: facts.deployments.map((one) => ({
        ...one,
        audits: audits.map((more) => ({ ...one.audits[0]!, ...more })),
      })),
    });
    const old = { untilMs: LATER_MS - 400 * DAY_MS };
    expect(look('AIA-15', having(old))).toMatchObject({
      status: 'gap',
      because: expect.stringContaining('of decisions until'),
    });
    expect(look('AIA-15', having(old, {})).status).toBe(fullStatus(find('AIA-15').control));
    expect(look('AIA-15', having({ policy: 'sha256:other' }))).toMatchObject({
      because: 'credit/prod was never audited by the policy in force',
    });
  });

  it('of the whole service is told as its own, and of what concerns the system as no more than that', () => {
    const facts = fullFacts('credit', ['EU'], answersFor(find('AIA-86').control), LATER_MS);
    const having = (about: string) => ({
      ...facts,
      entries: ['explanation.issued', 'appeal.decided'].map((type) => ({
        ...{ type, about, n: 3, index: 7, ref: 'r', atMs: LATER_MS },
      })),
    });
    const says = (about: string) => JSON.stringify(look('AIA-86', having(about)).findings);
    expect(says('')).toContain('explanation.issued of the service: 3 so far');
    expect(says(facts.deployments[0]!.version)).toContain('explanation.issued of what concerns credit: 3 so far');
    expect(says(facts.deployments[0]!.version)).not.toContain('of the service');
  });

  it('of witnesses says how much of the log they signed', () => {
    const facts = fullFacts('credit', ['EU'], {}, LATER_MS);
    const { control, pack } = find('AIA-15');
    const one = { ...control, checks: [{ is: 'ledger-witnessed' as const }] };
    expect(evaluateOne({ control: one, pack, facts, atMs: LATER_MS }).findings).toMatchObject([
      { result: 'met', says: 'others signed 90 of the 100 entries that are signed' },
    ]);
  });

  it('of an audit that is inconclusive is undecided where a pass is asked for, and a failed one is a gap', () => {
    const facts = fullFacts('credit', ['EU'], answersFor(find('AIA-15').control), LATER_MS);
    const having = (verdict: string) => ({
      ...facts,
      deployments: facts.deployments.map((one) => ({
        ...one,
        audits: one.audits.map((audit) => ({ ...audit, verdict })),
      })),
    });
    expect(look('AIA-15', having('inconclusive')).status).toBe('undecided');
    expect(look('AIA-15', having('fail')).status).toBe('gap');
  });
});

import { counted } from '../../../base/counted.js';
import { type Reader, reader } from '../../base/fields.js';
import type { ReasonTexts } from '../texts/reason-texts.js';
import type { Addressee, ConsumerReport, CreditScoreUsed, NoticeContext } from './notice.js';
import { statementsFor } from './notice-law.js';

const NOTICE = [
  'tribune',
  'outcome',
  'organisation',
  'address',
  'dataSources',
  'correction',
  'appeal',
  'contact',
  'decidedOn',
  'changesValidUntil',
  'agency',
  'consumerReport',
];
/** Word for "no report was used", which silence would not distinguish from a forgotten report. */
const NO_REPORT = 'none';
/** Most factors: 15 U.S.C. 1681g(f)(1)(C) asks for four key factors, (f)(9) for a fifth where recent inquiries are one of them. */
const MAX_FACTORS = 4;

/**
 * Checks a parsed notice file (`tribune: notice/v1`): the facts that a letter needs and no model knows.
 *
 * @param texts of the reasons file: its use and jurisdiction decide which statements the law asks for
 * @throws TribuneError REASONS_INVALID; `place.name` is the path inside the file
 */
export function readNotice(value: unknown, texts: Pick<ReasonTexts, 'domain' | 'jurisdiction'>): NoticeContext {
  const top = reader('REASONS_INVALID', 'notice');
  const file = top.object(value, NOTICE);
  if (file.get('tribune') !== 'notice/v1') {
    throw top.at('tribune').fail('is not "notice/v1"', 'Begin the file with the line: tribune: notice/v1');
  }
  const line = (key: string): string => top.at(key).text(file.get(key));
  const appeal = top.at('appeal').object(file.get('appeal'), ['how', 'by']);
  const sources = top.at('dataSources');
  const context: NoticeContext = {
    outcome: line('outcome'),
    organisation: line('organisation'),
    dataSources: sources.list(file.get('dataSources') ?? []).map((source, i) => sources.at(i).text(source)),
    correction: line('correction'),
    appeal: {
      how: top.at('appeal').at('how').text(appeal.get('how')),
      by: top.at('appeal').at('by').text(appeal.get('by')),
    },
    contact: line('contact'),
    decidedOn: line('decidedOn'),
    ...(file.get('changesValidUntil') === undefined ? {} : { changesValidUntil: line('changesValidUntil') }),
    ...(file.get('address') === undefined ? {} : { address: line('address') }),
    ...(file.get('agency') === undefined ? {} : { agency: readAddressee(top.at('agency'), file.get('agency')) }),
    ...(file.get('consumerReport') === undefined
      ? {}
      : { consumerReport: readReport(top.at('consumerReport'), file.get('consumerReport')) }),
  };
  checkNotice(context, texts, top);
  return context;
}

const REMEDIES: Readonly<Record<string, string>> = {
  address: 'Give the postal address of the organisation.',
  agency:
    'Give the federal agency that supervises this creditor (12 CFR 1002, appendix A): agency: { name: ..., address: ... }.',
  consumerReport:
    'Say `consumerReport: none` if no report of a consumer reporting agency was used, else its agency and, if one was used, the credit score.',
};

/** Refuses a notice that lacks facts that a law asks for. Throws REASONS_INVALID. */
export function checkNotice(
  context: NoticeContext,
  texts: Pick<ReasonTexts, 'domain' | 'jurisdiction'>,
  top: Reader = reader('REASONS_INVALID', 'notice'),
): void {
  for (const { needs, basis } of statementsFor(texts)) {
    const missing = needs.find((key) => context[key] === undefined);
    if (missing !== undefined) {
      throw top.at(missing).fail(`is missing, and a notice needs it: ${basis}`, REMEDIES[missing]);
    }
  }
}

function readAddressee(at: Reader, value: unknown): Addressee {
  const entry = at.object(value, ['name', 'address']);
  return { name: at.at('name').text(entry.get('name')), address: at.at('address').text(entry.get('address')) };
}

function readReport(at: Reader, value: unknown): ConsumerReport | null {
  if (value === NO_REPORT) return null;
  const entry = at.object(value, ['agency', 'score']);
  const own = at.at('agency');
  const agency = own.object(entry.get('agency'), ['name', 'address', 'phone']);
  const line = (key: string): string => own.at(key).text(agency.get(key));
  if (entry.get('score') === undefined) {
    throw at.at('score').fail('is missing', 'Say `score: none` if no credit score was used.');
  }
  return {
    agency: { name: line('name'), address: line('address'), phone: line('phone') },
    score: entry.get('score') === NO_REPORT ? null : readScore(at.at('score'), entry.get('score')),
  };
}

function readScore(at: Reader, value: unknown): CreditScoreUsed {
  const entry = at.object(value, ['value', 'range', 'date', 'source', 'factors', 'inquiries']);
  const score = at.at('value').number(entry.get('value'));
  const ends = at.at('range').list(entry.get('range'));
  if (ends.length !== 2)
    throw at.at('range').fail(`has ${counted(ends.length, 'number')}`, 'Give the lowest and the highest score.');
  const [low, high] = ends.map((end, i) => at.at('range').at(i).number(end)) as [number, number];
  if (!(low < high && low <= score && score <= high)) {
    throw at
      .at('range')
      .fail(`is ${low} to ${high}, and the score is ${score}`, 'Give the range that the score lies in.');
  }
  const isInquiries = entry.get('inquiries') === undefined ? false : at.at('inquiries').flag(entry.get('inquiries'));
  const factors = at
    .at('factors')
    .list(entry.get('factors'))
    .map((factor, i) => at.at('factors').at(i).text(factor));
  const most = MAX_FACTORS + (isInquiries ? 1 : 0);
  if (factors.length === 0 || factors.length > most) {
    throw at
      .at('factors')
      .fail(
        `names ${factors.length} factors`,
        `Give 1 to ${MAX_FACTORS}, a fifth only with \`inquiries: true\` where recent inquiries are one (15 U.S.C. 1681g(f)).`,
      );
  }
  const line = (key: string): string => at.at(key).text(entry.get(key));
  return { value: score, range: [low, high], date: line('date'), source: line('source'), factors };
}

import type { Domain } from '../texts/reason-texts.js';
import type { Addressee, ConsumerReport, NoticeContext } from './notice.js';

/** A statement that a law asks for in a notice, with its date and source. Laws change, so a statement that was used is never edited. */
export interface NoticeStatement {
  readonly id: string;
  readonly version: string;
  readonly date: string;
  readonly jurisdiction: string;
  readonly domains: readonly Domain[];
  readonly basis: string;
  readonly origin: string;
  readonly heading: string;
  /** Fields of the notice without which it cannot be made. */
  readonly needs: readonly (keyof NoticeContext)[];
  /** Paragraphs of the statement; none where the facts call for none. */
  readonly paragraphs: (context: NoticeContext) => readonly string[];
}

const addressed = ({ name, address }: Addressee): string => `${name}, ${address}`;

const ECOA_US: NoticeStatement = {
  id: 'us-ecoa-notice',
  version: '1',
  date: '2026-11-28',
  jurisdiction: 'US',
  domains: ['credit'],
  basis:
    '12 CFR 1002.9(a)(2): name and address of the creditor, a statement of section 701(a) and the agency that administers compliance; (b)(1): its wording',
  origin: 'The wording of 12 CFR 1002.9(b)(1), which a notice has to be substantially similar to.',
  heading: 'Notice under the Equal Credit Opportunity Act',
  needs: ['address', 'agency'],
  paragraphs: ({ agency }) => [
    `The Federal Equal Credit Opportunity Act prohibits creditors from discriminating against credit applicants on the basis of race, color, religion, national origin, sex, marital status, age (provided the applicant has the capacity to enter into a binding contract); because all or part of the applicant's income derives from any public assistance program; or because the applicant has in good faith exercised any right under the Consumer Credit Protection Act. The Federal agency that administers compliance with this law concerning this creditor is ${addressed(agency!)}.`,
  ],
};

const FCRA_US: NoticeStatement = {
  id: 'us-fcra-615a',
  version: '1',
  date: '2026-11-28',
  jurisdiction: 'US',
  domains: ['credit', 'hiring', 'housing', 'insurance'],
  basis:
    '15 U.S.C. 1681m(a) (FCRA 615(a)): agency, that it did not decide, free copy within 60 days, dispute; where a credit score was used the score and 1681g(f)(1)(B)-(E): range, key factors, date, provider',
  origin: 'Wording by this project along the points of the statute.',
  heading: 'The report about you that we used',
  needs: ['consumerReport'],
  paragraphs: ({ consumerReport }) =>
    consumerReport === null || consumerReport === undefined ? [] : reportParagraphs(consumerReport),
};

function reportParagraphs({ agency, score }: ConsumerReport): string[] {
  const { name } = agency;
  const used =
    score === null
      ? []
      : [
          `We also used a credit score. Yours is ${score.value}. It was made on ${score.date} and provided by ${score.source}. Scores range from ${score.range[0]} to ${score.range[1]}.`,
          `Key factors that adversely affected this credit score: ${score.factors.join('; ')}.`,
        ];
  return [
    `Our decision was based in whole or in part on information in a consumer report. It was furnished by this consumer reporting agency: ${addressed(agency)}, ${agency.phone}. ${name} did not make the decision and is unable to give you the specific reasons why it was made.`,
    `You have the right to obtain a free copy of your report from ${name} if you ask for it within 60 days, and to dispute with ${name} the accuracy or completeness of any information in it.`,
    ...used,
  ];
}

/** Every statement that ships. Add one for a new law; never change one that was used. */
export const NOTICE_STATEMENTS: readonly NoticeStatement[] = [ECOA_US, FCRA_US];

/** The statements that a notice of this use and jurisdiction carries. */
export const statementsFor = (texts: { readonly domain: Domain; readonly jurisdiction: string }): NoticeStatement[] =>
  NOTICE_STATEMENTS.filter(
    ({ jurisdiction, domains }) => jurisdiction === texts.jurisdiction && domains.includes(texts.domain),
  );

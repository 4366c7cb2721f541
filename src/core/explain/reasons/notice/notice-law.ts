import { noticeStatements } from '../../../../data/notice-statements/index.js';
import { defined } from '../../../base/defined.js';
import { fill, newestOf, withoutSchema } from '../texts/data-file.js';
import type { Domain } from '../texts/reason-texts.js';
import type { NoticeContext } from './notice.js';

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

/** A file of `src/data/notice-statements`. */
interface WrittenStatement extends Omit<NoticeStatement, 'paragraphs'> {
  readonly paragraphs: readonly { readonly when?: keyof typeof USED; readonly text: string }[];
}

/** What a paragraph may wait for. */
const USED = {
  consumerReport: ({ consumerReport }: NoticeContext): boolean => consumerReport != null,
  creditScore: ({ consumerReport }: NoticeContext): boolean => consumerReport?.score != null,
};

/** What the words in braces of a statement stand for; those of a part that the notice does not have are left out. */
export function noticeWords({ address, agency, consumerReport }: NoticeContext): Record<string, string | number> {
  const score = consumerReport?.score;
  return {
    ...defined({ address }),
    ...(agency === undefined ? {} : { 'agency.name': agency.name, 'agency.address': agency.address }),
    ...(consumerReport == null
      ? {}
      : {
          'report.agency.name': consumerReport.agency.name,
          'report.agency.address': consumerReport.agency.address,
          'report.agency.phone': consumerReport.agency.phone,
        }),
    ...(score == null
      ? {}
      : {
          'score.value': score.value,
          'score.date': score.date,
          'score.source': score.source,
          'score.lowest': score.range[0],
          'score.highest': score.range[1],
          'score.factors': score.factors.join('; '),
        }),
  };
}

const statementOf = ({ paragraphs, ...statement }: WrittenStatement): NoticeStatement => ({
  ...statement,
  paragraphs: (context) =>
    paragraphs
      .filter(({ when }) => when === undefined || USED[when](context))
      .map(({ text }) => fill(text, noticeWords(context))),
});

/** Every statement that ships (`src/data/notice-statements`), older ones included. */
export const NOTICE_STATEMENTS: readonly NoticeStatement[] = noticeStatements.map((file) =>
  statementOf(withoutSchema<WrittenStatement>(file)),
);

/** The statements that a notice of this use and jurisdiction carries: of each the newest. */
export function statementsFor(texts: { readonly domain: Domain; readonly jurisdiction: string }): NoticeStatement[] {
  const asked = NOTICE_STATEMENTS.filter(
    ({ jurisdiction, domains }) => jurisdiction === texts.jurisdiction && domains.includes(texts.domain),
  );
  return asked.filter((one) => newestOf(asked.filter(({ id }) => id === one.id)) === one);
}

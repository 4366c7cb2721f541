import type { Estimate } from '../../../core/stats/index.js';
import type { Answer } from '../../explanation-answers/index.js';
import { shareOf, withoutRests } from './shares.js';
import { shownGroups } from './withheld.js';

export interface AnsweredShare {
  /** Null for everybody. */
  readonly group: string | null;
  /** Those who said something. */
  readonly people: number;
  /** Share of those asked who know why it was decided so, and what they can do now. */
  readonly knowsWhy: Estimate;
  readonly knowsNext: Estimate;
  /** Share of all who call an input wrong, and of those with another value than is on record the share for whom the version decides otherwise by it. */
  readonly callsWrong: Estimate;
  readonly decidesOtherwise: Estimate;
}

/** What people said of the explanations of their decisions, by group. */
export function answeredShares(people: readonly { readonly group: string | null; readonly answer: Answer | null }[]): {
  readonly groups: readonly AnsweredShare[];
  readonly withheld: number;
} {
  const answered = people.flatMap(({ group, answer }) => (answer === null ? [] : [{ group, answer }]));
  const { shown, withheld } = shownGroups(answered);
  const groups = shown.map(({ group, people: own }) => ({
    group,
    people: own.length,
    knowsWhy: understood(own.map(({ answer }) => answer.why)),
    knowsNext: understood(own.map(({ answer }) => answer.next)),
    ...wrongOf(own.map(({ answer }) => answer)),
  }));
  return { groups: withoutRests(groups, ['knowsWhy', 'knowsNext', 'decidesOtherwise']), withheld };
}

function understood(answers: readonly Answer['why'][]): Estimate {
  const asked = answers.filter((one) => one !== null);
  return shareOf(asked.filter((one) => one === 'yes').length, asked.length);
}

function wrongOf(answers: readonly Answer[]) {
  const callsWrong = answers.filter(({ wrong }) => wrong.length > 0);
  const has = ({ wrong }: Answer, ...checks: readonly string[]): boolean =>
    wrong.some(({ check }) => checks.includes(check));
  const run = answers.filter((one) => has(one, 'same outcome', 'other outcome'));
  return {
    callsWrong: shareOf(callsWrong.length, answers.length),
    decidesOtherwise: shareOf(run.filter((one) => has(one, 'other outcome')).length, run.length),
  };
}

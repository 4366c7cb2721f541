import { placeBefore, routePlaces } from '../../../core/policy/bind/index.js';
import type { StagesOutcome } from '../../../core/policy/sections/index.js';
import { binaryOf } from '../sql/binary.js';
import type { Dialect } from '../sql/dialect.js';
import { type OutcomeSql, outcomeColumn } from './kind.js';

/** Decisions that are a chain of stages: the route, the last stage that was reached, and whether it was passed. */
export function stagesSql(outcome: StagesOutcome, dialect: Dialect): OutcomeSql {
  const { stages } = outcome;
  const routes = routePlaces(outcome);
  const texts = stages.map((_, at) => outcomeColumn(at).text);
  const outcomes = stages.map((stage, at) => binaryOf(dialect, texts[at]!, stage));
  const route = routeSql(outcome, texts, dialect);
  const last = (of: (at: number) => string): string =>
    `CASE ${texts
      .map((text, at) => `WHEN ${text} IS NOT NULL THEN ${of(at)}`)
      .reverse()
      .join(' ')} END`;
  /** Condition that the route is one of those for which something holds. */
  const isOn = (holds: (route: (typeof routes)[number]) => boolean): string => {
    const places = routes.flatMap((one, place) => (holds(one) ? [place] : []));
    return places.length === routes.length ? 'TRUE' : `${route} IN (${places.join(', ')})`;
  };
  const passedBefore = (at: number): string => {
    const before = [...new Set(routes.map((one) => placeBefore(one, at)))].filter((place) => place != null);
    if (before.length === 1) return outcomes[before[0]!]!;
    return `CASE ${before.map((place) => `WHEN ${isOn((one) => placeBefore(one, at) === place)} THEN ${outcomes[place]}`).join(' ')} END`;
  };
  return {
    keys: [
      { name: 'p', sql: routes.length === 1 ? last(String) : `(${route}) * ${stages.length} + ${last(String)}` },
      { name: 'l', sql: last((at) => outcomes[at]!) },
    ],
    exclusion: () => texts.map((text) => `${text} IS NULL`).join(' AND '),
    fault(role) {
      const [kind, number] = role.slice('outcome:'.length).split(' ');
      const at = Number(number);
      switch (kind) {
        case 'stage':
          return `(${texts[at]} IS NOT NULL AND ${outcomes[at]} IS NULL)`;
        case 'unrouted':
          return `${outcomeColumn(stages.length).text} IS NULL`;
        case 'route':
          return `(${route}) IS NULL`;
        case 'begin':
          return `(${[...texts.slice(0, at).map((text) => `${text} IS NULL`), `${texts[at]} IS NOT NULL`].join(' AND ')})`;
        case 'branch':
          return `(${texts[at]} IS NOT NULL AND ${isOn(({ places }) => !places.includes(at))})`;
        default:
          return `(${texts[at]} IS NOT NULL AND ${isOn((one) => placeBefore(one, at) != null)} AND coalesce(${passedBefore(at)}, 0) <> 1)`;
      }
    },
    code: 'p * 2 + l',
  };
}

/** The place of the route among the declared ones: by the column that names it, or by the first stage of the row. */
function routeSql(outcome: StagesOutcome, texts: readonly string[], dialect: Dialect): string {
  const routes = routePlaces(outcome);
  if (outcome.route !== undefined) {
    const names = routes.map(({ name }, place) => `WHEN ${dialect.quoteText(name)} THEN ${place}`);
    return `CASE ${outcomeColumn(texts.length).text} ${names.join(' ')} END`;
  }
  if (routes.length === 1) return '0';
  const places = texts.map((text, at) => {
    const begins = routes.findIndex(({ places }) => places[0] === at);
    return `WHEN ${text} IS NOT NULL THEN ${begins < 0 ? 'NULL' : begins}`;
  });
  return `CASE ${places.join(' ')} END`;
}

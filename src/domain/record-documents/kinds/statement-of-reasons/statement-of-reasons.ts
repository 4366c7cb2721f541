import { suggest } from '../../../../core/base/suggest.js';
import type { FieldDraft } from '../../frame/index.js';
import type { SystemRecords } from '../../records/index.js';
import { stated } from '../../templates/index.js';
import type { DocumentKind } from '../base/index.js';
import { DSA, isDropped, isNeeded, mistakeIn, type StatementRule, type Values } from './rules.js';

/** What the route of a decision says of who decided; of any other route the record has to say it. */
const BY_ROUTE: Readonly<Record<string, string>> = { automatic: 'AUTOMATED_DECISION_FULLY' };

/**
 * The statement of reasons of the Digital Services Act for one recorded decision. Id, day and automation come from the decision; the rest
 * stands in its `metadata.dsa`, under the names of the Transparency Database. A value that the database refuses is missing here, with why.
 */
export const statementOfReasons: DocumentKind = {
  id: 'statement-of-reasons',
  about: 'decision',
  title: DSA.title,
  summary: 'Why content or an account was restricted, as the Transparency Database of the DSA collects it.',
  draft(records) {
    const values = valuesOf(records);
    return {
      ...{ title: this.title, subject: records.subject },
      sections: [
        {
          ...{ id: 'statement', title: 'Statement', note: `${DSA.origin} As known on ${DSA.date}.` },
          fields: [
            ...DSA.fields.filter((rule) => !isDropped(rule, values)).map((rule) => fieldOf(rule, values, records)),
            ...leftOut(values, records),
          ],
        },
        {
          ...{ id: 'redress', title: 'How to contest' },
          fields: [stated('contestation', records, { source: 'Regulation (EU) 2022/2065 Article 17(3)(f)' })],
        },
      ],
    };
  },
  forms: {
    dsa: { type: 'application/json; charset=utf-8', ending: 'json', print: (_, records) => printDsa(records) },
  },
};

/** Values of the record over those that the decision itself gives. */
function valuesOf({ decision }: SystemRecords): Values {
  if (decision === null) return {};
  const { id, decidedAt, route, statement } = decision.value;
  const automated = BY_ROUTE[route];
  return {
    ...{ puid: id, application_date: decidedAt.slice(0, 10) },
    ...(automated === undefined ? {} : { automated_decision: automated }),
    ...statement,
  };
}

function fieldOf(rule: StatementRule, values: Values, { decision }: SystemRecords): FieldDraft {
  const given = Object.hasOwn(values, rule.id) ? values[rule.id] : undefined;
  const mistake = given === undefined ? null : mistakeIn(rule, given);
  const how = mistake === null ? 'record it' : `it ${mistake}`;
  return {
    ...{ id: rule.id, label: rule.label, asks: DSA.source },
    value: given === undefined || mistake !== null ? null : [given].flat().map(String),
    from: decision === null ? [] : [decision.ref],
    // A value that is wrong is told also where none is needed: it would be refused.
    need:
      mistake !== null || isNeeded(rule, values)
        ? { who: 'whoever records decisions', how: `${how}: metadata.dsa.${rule.id} of the decision` }
        : undefined,
  };
}

/** Most names of what is left out. */
const MOST_NAMED = 20;

/** What the record says beyond the statement: a name that is misspelt would else be missed by nobody. */
function leftOut(values: Values, { decision }: SystemRecords): FieldDraft[] {
  const rules = new Map(DSA.fields.map((rule) => [rule.id, rule]));
  const names = Object.keys(values).flatMap((name) => {
    const rule = rules.get(name);
    if (rule !== undefined) return isDropped(rule, values) ? [`${name} (it belongs to another choice)`] : [];
    const near = suggest(name, [...rules.keys()]);
    return [`${name.slice(0, 80)} (no field${near === null ? '' : `; did you mean ${near}?`})`];
  });
  if (names.length === 0 || decision === null) return [];
  const more = names.length > MOST_NAMED ? ` and ${names.length - MOST_NAMED} more` : '';
  return [
    {
      ...{ id: 'left-out', label: 'Recorded, and no part of the statement', asks: DSA.source, from: [decision.ref] },
      ...{ value: `${names.slice(0, MOST_NAMED).join(', ')}${more}`, isInternal: true },
    },
  ];
}

/** The body that the Transparency Database takes; what is missing or wrong is left out of it. */
function printDsa(records: SystemRecords): string {
  const values = valuesOf(records);
  const right = DSA.fields.filter(
    (rule) => Object.hasOwn(values, rule.id) && !isDropped(rule, values) && mistakeIn(rule, values[rule.id]) === null,
  );
  return `${JSON.stringify(Object.fromEntries(right.map(({ id }) => [id, values[id]])), null, 2)}\n`;
}

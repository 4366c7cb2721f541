/** An incident as the service tells it, as far as it is printed. */
export interface PrintedSummary {
  readonly id: string;
  readonly title: string;
  readonly severity: string;
  readonly state: string;
  readonly scope: { readonly kind: string; readonly system?: string; readonly deployment?: string };
  readonly openedAt: string;
  readonly openedBy: string;
  readonly commander: string | null;
  readonly cause: string;
  readonly nextDueAt: string | null;
  readonly isOverdue: boolean;
}

export interface PrintedIncident extends PrintedSummary {
  readonly revision: number;
  readonly awareAt: string;
  readonly roles: Readonly<Record<string, string>>;
  readonly facts: readonly string[];
  readonly clocks: readonly {
    readonly duty: string;
    readonly to: string;
    readonly source: string;
    readonly dueAt: string | null;
    readonly status: string;
  }[];
  readonly dutiesNotBegun: readonly { readonly duty: string; readonly why: string }[];
  readonly links: readonly { readonly kind: string; readonly id: string; readonly hold: string | null }[];
  readonly actions: readonly {
    readonly id: number;
    readonly text: string;
    readonly owner: string;
    readonly dueAt: string;
    readonly isOverdue: boolean;
    readonly done: { readonly at: string } | null;
  }[];
  readonly containment: { readonly text: string; readonly at: string } | null;
  readonly postMortem: { readonly text: string } | null;
  readonly frozen: { readonly at: string; readonly digest: string };
  readonly closing: { readonly at: string; readonly answeredBy: string; readonly text: string } | null;
  readonly closingNeeds: readonly string[];
  readonly suspects: readonly { readonly system: string; readonly path: readonly string[] }[];
}

const scopeOf = ({ scope }: PrintedSummary): string => `${scope.kind} ${scope.system ?? scope.deployment ?? ''}`;

/** An incident in one line. */
export const lineOf = (one: PrintedSummary): string =>
  `${one.id}  ${one.state}  ${one.severity}  ${scopeOf(one)}  ${one.title}`;

/** An incident in a few lines. */
export function summaryOf(one: PrintedIncident): string[] {
  return [
    lineOf(one),
    `  opened ${one.openedAt} by ${one.openedBy}, led by ${one.commander ?? 'nobody'}, revision ${one.revision}`,
    ...dueLine(one),
  ];
}

export const dueLine = ({ nextDueAt, isOverdue }: PrintedSummary): string[] =>
  nextDueAt === null ? [] : [`  next due ${nextDueAt}${isOverdue ? ', which has passed' : ''}`];

/** Everything of an incident but its timeline. */
export function detailsOf(one: PrintedIncident): string[] {
  const roles = Object.entries(one.roles).map(([role, who]) => `${role} ${who}`);
  return [
    ...summaryOf(one),
    `  aware since ${one.awareAt}; cause ${one.cause}; facts: ${one.facts.join(', ') || 'none'}`,
    ...(roles.length === 0 ? [] : [`  ${roles.join(', ')}`]),
    ...(one.containment === null ? [] : [`  contained ${one.containment.at}: ${one.containment.text}`]),
    ...one.clocks.map(
      ({ duty, to, source, dueAt, status }) =>
        `  clock ${duty}: ${status}${dueAt === null ? '' : `, due ${dueAt}`}, to ${to} (${source})`,
    ),
    ...one.dutiesNotBegun.map(({ duty, why }) => `  no clock for ${duty}: ${why}`),
    ...one.actions.map(
      ({ id, text, owner, dueAt, isOverdue, done }) =>
        `  action ${id}, ${owner}, ${done === null ? `due ${dueAt}${isOverdue ? ', which has passed' : ''}` : `done ${done.at}`}: ${text}`,
    ),
    ...one.links.map(({ kind, id, hold }) => `  ${kind} ${id}${hold === null ? '' : `, under the hold ${hold}`}`),
    ...one.suspects.map(({ system, path }) => `  suspect input: ${system} (${path.join(' > ')})`),
    `  frozen ${one.frozen.at}: ${one.frozen.digest}`,
    ...(one.closing === null
      ? one.closingNeeds.map((need) => `  before it can be closed: ${need}`)
      : [`  closed ${one.closing.at}, answered by ${one.closing.answeredBy}: ${one.closing.text}`]),
  ];
}

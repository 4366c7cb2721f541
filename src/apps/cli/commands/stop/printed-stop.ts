/** A stop as the service prints it, as far as the commands show it. */
export interface ListedStop {
  readonly id: string;
  readonly scope: Readonly<Record<string, string>>;
  readonly where: Readonly<Record<string, readonly string[]>>;
  readonly mode: string;
  readonly share: number | null;
  readonly fallback: { readonly kind: string; readonly version?: string };
  readonly reason: string;
  readonly by: string;
  readonly since: string;
  readonly until: string | null;
  readonly isOverdue: boolean;
  readonly drill: boolean;
  readonly trial: { readonly of: string; readonly endsAt: string } | null;
  readonly ended: {
    readonly at: string;
    readonly by: readonly string[];
    readonly audits: readonly string[];
    readonly waiver: string | null;
  } | null;
  readonly propagation: {
    readonly clients: number;
    readonly acknowledged: number;
    readonly p99Ms: number | null;
  } | null;
  readonly resumptions: readonly {
    readonly proposal: string;
    readonly proposedBy: string;
    readonly expiresAt: string;
  }[];
}

/** A stop in one line: what, of what, who decides instead. */
export function lineOf({ id, scope, where, mode, share, fallback, drill, ended }: ListedStop): string {
  const { kind, ...names } = scope;
  const of = kind === 'all' ? 'everything' : [kind, ...Object.values(names)].join(' ');
  const only = Object.entries(where).map(([name, values]) => `, ${name} ${values.join(' or ')}`);
  const doing = mode === 'throttle' ? `throttle to ${share}` : mode;
  const instead = mode === 'review' ? 'people decide' : `instead ${fallback.kind} ${fallback.version ?? ''}`.trim();
  return `${id}  ${drill ? 'DRILL ' : ''}${doing}  ${of}${only.join('')}  ${instead}${ended === null ? '' : '  ended'}`;
}

/** How a stop ended. A trial ends with its time by itself, on the word of the two who resumed: they gave no audit and no reason anew. */
function endText(trial: ListedStop['trial'], ended: NonNullable<ListedStop['ended']>): string {
  const hasRunOut = trial !== null && ended.audits.length === 0 && ended.waiver === null;
  return `ended ${ended.at}${hasRunOut ? ', as its time was over, on the word of ' : ' by '}${ended.by.join(' and ')}`;
}

/** What calls itself so had the data folder of the service; which person that was is not known. */
const LOCAL = 'key:local';

/** What else is known of a stop, one line each. */
export function detailsOf({
  id,
  reason,
  by,
  since,
  until,
  isOverdue,
  drill,
  ended,
  trial,
  propagation,
  resumptions,
}: ListedStop): string[] {
  return [
    `since ${since} by ${by}: ${reason}`,
    ...(drill && ended === null ? [`a drill: end it with tribune stop list --end-drill ${id}`] : []),
    ...(by === LOCAL && ended === null && !drill
      ? ['thrown beside the data folder: by which person is not known, so nobody is kept from resuming it']
      : []),
    ...(until === null ? [] : [`to be looked at again ${until}${isOverdue ? ', which has passed' : ''}`]),
    ...(trial === null || ended !== null
      ? []
      : [`left of the stop ${trial.of}; ends ${trial.endsAt} unless an alert that sets something off is on`]),
    ...(propagation === null || propagation.clients === 0
      ? []
      : [
          `known to ${propagation.acknowledged} of ${propagation.clients} clients${propagation.p99Ms === null ? '' : `, 99 % within ${propagation.p99Ms} ms`}`,
        ]),
    ...resumptions.map(
      ({ proposal, proposedBy, expiresAt }) =>
        `resumption ${proposal} was proposed by ${proposedBy} and waits for another person until ${expiresAt}`,
    ),
    ...(ended === null ? [] : [endText(trial, ended)]),
  ];
}

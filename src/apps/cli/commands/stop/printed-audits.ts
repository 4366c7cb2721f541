interface ReadWindow {
  readonly since: string | null;
  readonly until: string | null;
  readonly knownBefore: string | null;
}

/** The audits on which a stop may be resumed, as the service prints them. */
export interface OfferedAudits {
  readonly stop: string;
  readonly deployments: readonly {
    readonly deployment: string;
    readonly policy: string | null;
    readonly audits: readonly {
      readonly id: string;
      readonly madeAt: string;
      readonly verdict: string;
      readonly window: ReadWindow | null;
      readonly lack: string | null;
    }[];
    readonly isMore: boolean;
  }[];
  readonly leftOut: number;
}

/** Which decisions an audit counted, in words. */
function counted({ since, until, knownBefore }: ReadWindow): string {
  const [from, to] = [since === null ? '' : ` since ${since}`, until === null ? '' : ` until ${until}`];
  const labels = knownBefore === null ? '' : ` by labels known before ${knownBefore}`;
  return `${from + to === '' ? 'all decisions' : `decisions${from}${to}`}${labels}`;
}

/** What each deployment of a stop can be resumed on, a line for each audit, and how much is not listed. */
export function offeredLines({ deployments, leftOut }: OfferedAudits): string[] {
  const lines = deployments.flatMap(({ deployment, policy, audits, isMore }) => [
    deployment,
    ...audits.map(
      ({ id, madeAt, verdict, window, lack }) =>
        `  ${id}  ${madeAt}  ${verdict}${window === null ? '' : `  of ${counted(window)}`}  ${lack ?? 'lets it be resumed'}`,
    ),
    ...(policy === null ? ['  the registry names no policy for it, so no audit lets it be resumed'] : []),
    ...(policy !== null && audits.length === 0 ? ['  no audit is later than the stop: run one'] : []),
    ...(isMore
      ? [`  only the ${audits.length} newest are listed; older ones that are later than the stop may be named too`]
      : []),
  ]);
  if (deployments.length === 0) return ['the stop holds for no deployment that is registered, so no audit is of it'];
  return leftOut === 0 ? lines : [...lines, `${leftOut} more deployments of the stop are not listed`];
}

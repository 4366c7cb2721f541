/** Who does an act: a role of people, the person decided about, or the service by itself. */
export type ActBy = 'reviewer' | 'lead' | 'subject' | 'service';

/** One way from one state to another. */
export interface Edge<State extends string, ActName extends string> {
  readonly act: ActName;
  readonly from: State;
  readonly to: State;
  readonly by: readonly ActBy[];
  /** Type of the entry that tells of it. */
  readonly entry: string;
}

/** A state machine as data: code asks it what may follow, and the documentation draws it. */
export interface Machine<State extends string = string, ActName extends string = string> {
  readonly name: string;
  readonly what: string;
  readonly initial: State;
  /** Every state with its meaning. */
  readonly states: Readonly<Record<State, string>>;
  /** States that nothing leaves. */
  readonly final: readonly State[];
  readonly edges: readonly Edge<State, ActName>[];
}

/** Edges that an act may take from a state; none where it may not be done there. */
export const edgesOf = <State extends string, ActName extends string>(
  machine: Machine<State, ActName>,
  from: State,
  act: ActName,
): readonly Edge<State, ActName>[] => machine.edges.filter((edge) => edge.from === from && edge.act === act);

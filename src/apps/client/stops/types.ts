import type {
  CanaryInForce,
  Decider,
  Fallback,
  GateInForce,
  StopInForce,
  StopQuestion,
} from '../../../core/stops/index.js';

/** A stop in force, as the service tells it. */
export interface ClientStop extends StopInForce {
  readonly reason: string;
  /** When somebody is to look again; it ends nothing. */
  readonly until: string | null;
}

/** A version that is tried out on a share of the subjects of a deployment. */
export type ClientCanary = CanaryInForce;

/** The gate of a deployment, and when it is open. */
export type ClientGate = GateInForce;

/** Who decides a case, and by which version. */
export interface StopDecision extends Decider<ClientStop, ClientCanary> {
  /** `live`: by the state of the switch. `stale`: the state is too old or never came, and the declared safe answer is given. */
  readonly state: 'live' | 'stale';
  /** Number of the last state that came; null before the first. */
  readonly revision: number | null;
}

/** The safe answer: what happens when nobody knows whether something is stopped. */
export interface SafeAnswer {
  /** `fallback`: the model does not decide. `review`: a person decides on its proposal. */
  readonly route: 'fallback' | 'review';
  readonly fallback?: Fallback;
}

export interface StopClientOptions {
  /** Address of the service, such as `https://tribune.example`. */
  readonly url: string;
  /** API key with the scope `stops:read` or `decisions:write`; a function is called before each connection. */
  readonly key: string | (() => string | Promise<string>);
  /** Name of this program, such as `scorer-3`: by it the service measures how fast stops come to all. Without it nothing is acknowledged. */
  readonly client?: string;
  /** What happens while the state is stale; by default the fallback decides, and people are the fallback. */
  readonly whenStale?: SafeAnswer;
  /** Time without a sign of the service after which the state is stale, ms, from 2,000 to 60,000; by default 5,000. It gives one a second. */
  readonly maxAgeMs?: number;
  /** Called when the state changes, becomes stale or is live again. */
  readonly onChange?: () => void;
  /** Called for faults that are tried again by themselves, such as a lost connection. */
  readonly onProblem?: (problem: Error) => void;
  /** By default that of the platform. */
  readonly fetch?: typeof globalThis.fetch;
}

/** What programs that decide ask before each decision. Asking takes no request: the state is in memory. */
export interface StopClient {
  /** Says who decides a case. It never throws and never waits: while the state is not known it gives the safe answer. */
  decide(question: StopQuestion): StopDecision;
  /** The stops in force that are known, the strictest first, drills among them. */
  stops(): readonly ClientStop[];
  /** The versions that are tried out, as far as is known. */
  canaries(): readonly ClientCanary[];
  /** The gates of deployments, as far as is known, with the times in which each is open. */
  gates(): readonly ClientGate[];
  /** Whether the state is live or stale. */
  state(): 'live' | 'stale';
  /** Resolves with the first state that comes; rejects when the client is closed before. */
  ready(): Promise<void>;
  close(): void;
}

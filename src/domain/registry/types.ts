import type { DeclaredOutcome } from '../../core/policy/sections/index.js';

/** Things that decisions refer to: system, model, version, deployment. Whether a version may decide, its gate says (`domain/gates`). */

/** Purpose and owner of a use of models on people. */
export interface System {
  readonly id: string;
  readonly purpose: string;
  /** Domain of use, such as `credit`, `employment`, `justice`. */
  readonly domain: string;
  /** ISO 3166 codes such as `US-FL`, `EU`. */
  readonly jurisdictions: readonly string[];
  /** The outcome that is good for the subject. */
  readonly favourableOutcome: 0 | 1;
  /** Exactly one accountable person, by account or address. */
  readonly owner: string;
  /** Who answers for it while the owner cannot, by account or address; absent or empty for nobody. */
  readonly deputy?: string;
}

export interface Model {
  readonly id: string;
  readonly system: string;
  readonly description: string;
}

/** An artifact that can decide, identified by the digest of its bytes. */
export interface ModelVersion {
  readonly model: string;
  /** Digest: `sha256:` and 64 hexadecimal digits. */
  readonly digest: string;
  /** Name people use, such as `2026-11-1`. */
  readonly label: string;
  /** With what its decisions are explained; absent where nobody registered that. */
  readonly explain?: VersionExplain;
  /** Names of the accounts of those who built it, as whoever registered it says; absent where nobody said. */
  readonly builtBy?: readonly string[];
  /** Who registered it, as entries name them; absent of versions from before this was kept. */
  readonly registeredBy?: string;
}

/** With what the decisions of a version are explained: files that the service holds, each by the digest of its bytes. */
export interface VersionExplain {
  /** People to compare with: CSV, Parquet or JSON Lines with the inputs of the model. */
  readonly background: string;
  /** Families of inputs and their texts, as `tribune reasons` reads them. */
  readonly reasons?: string;
  /** What a person may change, as `tribune recourse` reads it. */
  readonly constraints?: string;
  /** The output that decides, of a model with several. */
  readonly output?: number;
  /** Has every adverse decision explained without anybody asking; absent: only those that somebody asks about. */
  readonly adverse?: AdverseExplain;
}

/** How adverse decisions are explained beside the serving path. */
export interface AdverseExplain {
  /** Share of the adverse decisions, 0 to 1; which ones follows from their ids. Default all. */
  readonly share?: number;
  /** Most decisions of one deployment that are explained on one day (UTC); the others wait for the next. Default without bound. */
  readonly perDay?: number;
  /** Which of those that wait come first. Default `oldest`. */
  readonly order?: 'oldest' | 'newest';
}

/** From this moment on the deployment serves this version with this cutoff under this policy. */
export interface Activation {
  /** Start of the activation, in milliseconds since 1970. */
  readonly fromMs: number;
  readonly version: string;
  readonly cutoff: number | null;
  /** Digest of the policy file in force: `sha256:` and 64 hexadecimal digits. */
  readonly policyDigest: string | null;
}

/** A model in an environment: `compas/prod`. */
export interface Deployment {
  /** Id `model/environment`, which records name. */
  readonly id: string;
  readonly model: string;
  readonly environment: string;
  /** What its decisions are, the same for every version; absent where they are 0 or 1. */
  readonly outcome?: DeclaredOutcome;
  /** Activations, oldest first; they are never rewritten. */
  readonly activations: readonly Activation[];
}

/** Content of a file for `tribune admin apply`. */
export interface RegistryDocument {
  readonly systems?: readonly System[];
  readonly models?: readonly Model[];
  readonly versions?: readonly ModelVersion[];
  readonly deployments?: readonly DeploymentDocument[];
}

export interface DeploymentDocument {
  readonly id: string;
  readonly model: string;
  readonly environment: string;
  /** What its decisions are. Absent, a new deployment decides 0 or 1, and a known one what it always did. */
  readonly outcome?: DeclaredOutcome;
  readonly version: string;
  readonly cutoff?: number | null;
  readonly policyDigest?: string | null;
  /** Start in RFC 3339; by default the moment of applying, and for the first activation the beginning of time. */
  readonly activeFrom?: string;
}

/** A changed field of a registered thing. */
export interface FieldChange {
  readonly name: string;
  /** Former value; null where the thing is new. */
  readonly from: unknown;
  readonly to: unknown;
}

/** One change that applying a document made, for the terminal and for the ledger. */
export interface RegistryChange {
  readonly type:
    | 'system.created'
    | 'system.changed'
    | 'model.created'
    | 'model.changed'
    | 'version.registered'
    | 'version.changed'
    | 'deployment.activated';
  readonly id: string;
  /** Model of a version, because the version's digest alone may stand for two models. */
  readonly model?: string;
  readonly fields: readonly FieldChange[];
}

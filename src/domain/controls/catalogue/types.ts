import type { Role } from '../../identity/index.js';

/** What records are held against: one named question of a closed set. A test holds the files to the schema beside them. */
export type Check =
  | { readonly is: 'described' | 'owner-active' | 'bounds-before-use' | 'watched' | 'incident-plan' | 'clocks-kept' }
  | { readonly is: 'ledger-intact' | 'ledger-witnessed' | 'screen-clear' }
  | { readonly is: 'audit-fresh'; readonly days: number; readonly verdict: 'any' | 'pass' }
  | { readonly is: 'kept-at-least'; readonly keep: string }
  | { readonly is: 'explains'; readonly needs: readonly ('reasons' | 'changes' | 'adverse')[] }
  | { readonly is: 'staffed'; readonly role: Role; readonly least: number }
  | { readonly is: 'roles-apart'; readonly roles: readonly Role[] }
  | { readonly is: 'readers-trained'; readonly days: number }
  | { readonly is: 'drilled'; readonly days: number }
  | {
      readonly is: 'entered';
      readonly types: readonly string[];
      readonly about: 'system' | 'deployments' | 'versions' | 'service';
      readonly days: number | null;
    }
  | { readonly is: 'vendors-answered'; readonly days: number }
  | { readonly is: 'recorded'; readonly kind: RecordKind; readonly days: number | null }
  | { readonly is: 'stated'; readonly asks: string; readonly who: Role };

/** Kinds of records that people keep about a system. */
export const RECORD_KINDS = [
  'profile',
  'harm-workshop',
  'metric-choice',
  'risk-form',
  'principle',
  'challenge',
  'business-necessity',
] as const;
export type RecordKind = (typeof RECORD_KINDS)[number];

/** When a control holds, and for systems of which classes; without classes for all. */
export interface Period {
  /** First day, such as `2027-12-02`; null: since before the file. */
  readonly from: string | null;
  readonly if: readonly string[];
}

/** A duty, and the checks that records are held against for it. */
export interface Control {
  readonly id: string;
  readonly provision: string;
  /** Whom it binds, in words. */
  readonly role: string;
  readonly duty: string;
  /** What would show it. */
  readonly evidence: string;
  readonly periods: readonly Period[];
  /** First day on which it does not hold any more; null: it holds. */
  readonly repealedAt: string | null;
  /** Systems that it is about: of these domains, with all of these answers yes, and one of `any`. */
  readonly when: {
    readonly domains: readonly string[];
    readonly all: readonly string[];
    readonly any: readonly string[];
  };
  readonly checks: readonly Check[];
  readonly deadline: string | null;
  readonly basis: 'primary' | 'secondary' | 'background';
  readonly source: string;
  readonly url?: string;
  /** What is not settled about it, or was not read. */
  readonly doubt?: string;
}

/** The controls of one framework as they were known on a day: a file of `src/data/controls`, or a pack of an institution. */
export interface ControlPack {
  readonly framework: string;
  readonly name: string;
  readonly kind: 'law' | 'guidance' | 'voluntary';
  readonly version: string;
  readonly date: string;
  /** Regions or places where it holds; none: wherever it is taken up. */
  readonly jurisdictions: readonly string[];
  readonly origin: string;
  readonly url?: string;
  readonly controls: readonly Control[];
}

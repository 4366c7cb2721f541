import { protectedClasses } from '../../../data/protected-classes/index.js';
import { isPlace, PLACE_FORM, touches } from '../places/index.js';
import { QUESTIONS } from '../questions/index.js';

/** A rule that protects people from discrimination by traits, in some places and fields. */
interface ProtectionRule {
  readonly id: string;
  readonly jurisdictions: readonly string[];
  /** Fields where it holds; none: in all. */
  readonly domains: readonly string[];
  readonly provision: string;
  readonly attributes: readonly {
    readonly id: string;
    readonly name: string;
    readonly inDecision: InDecision;
    readonly note?: string;
  }[];
  readonly bounds: readonly Bound[];
  readonly basis: 'primary' | 'secondary' | 'background';
  readonly source: string;
  readonly url?: string;
  readonly doubt?: string;
}

/** Whether a trait may be used to decide: a provision speaks against it, under conditions, or nobody looked. */
export type InDecision = 'never' | 'limited' | 'unsettled';

/** A bound that law, an authority or practice goes by; without a number where figures are to be told and none is named. */
export interface Bound {
  readonly metric: 'favourable_rate';
  readonly compare: 'ratio';
  readonly min: number | null;
  readonly basis: 'law' | 'agency' | 'practice';
  readonly says: string;
}

interface DatedProtection {
  readonly date: string;
  readonly origin: string;
  readonly rules: readonly ProtectionRule[];
}

const [NEWEST] = (protectedClasses as readonly DatedProtection[]).toSorted((a, b) => b.date.localeCompare(a.date));

/** Rules of the newest file. */
export const PROTECTION: DatedProtection = NEWEST!;

/** An attribute that an audit of a system is proposed to look at. */
export interface ProposedAttribute {
  readonly id: string;
  readonly name: string;
  /** The strictest of what the rules say. */
  readonly inDecision: InDecision;
  readonly because: readonly { readonly rule: string; readonly provision: string; readonly note: string | null }[];
}

export interface AttributeProposal {
  readonly date: string;
  readonly origin: string;
  readonly attributes: readonly ProposedAttribute[];
  readonly bounds: readonly (Bound & { readonly rule: string })[];
  /** Rules that hold, each with what is not settled about it. */
  readonly rules: readonly {
    readonly id: string;
    readonly source: string;
    readonly basis: string;
    readonly doubt: string | null;
  }[];
  /** What keeps the proposal from being whole. */
  readonly asks: readonly string[];
}

const STRICT: readonly InDecision[] = ['never', 'limited', 'unsettled'];

/** Proposes what an audit looks at by place and field. A field that no rule knows gets the rules of all fields, and is asked for. */
export function proposeAttributes({
  domain,
  jurisdictions,
}: {
  readonly domain: string;
  readonly jurisdictions: readonly string[];
}): AttributeProposal {
  const rules =
    jurisdictions.length === 0
      ? []
      : PROTECTION.rules.filter(
          (rule) =>
            touches(rule.jurisdictions, jurisdictions) && (rule.domains.length === 0 || rule.domains.includes(domain)),
        );
  const ids = [...new Set(rules.flatMap(({ attributes }) => attributes.map(({ id }) => id)))];
  return {
    ...{ date: PROTECTION.date, origin: PROTECTION.origin },
    attributes: ids.map((id) => proposed(id, rules)),
    bounds: rules.flatMap(({ id: rule, bounds }) => bounds.map((bound) => ({ ...bound, rule }))),
    rules: rules.map(({ id, source, basis, doubt = null }) => ({ id, source, basis, doubt })),
    asks: [
      ...(jurisdictions.length === 0 ? ['Where is the system used? Nothing is proposed without a place.'] : []),
      ...jurisdictions
        .filter((one) => !isPlace(one))
        .map((one) => `Which place is ${JSON.stringify(one.slice(0, 40))}? ${PLACE_FORM}`),
      ...(QUESTIONS.domains.includes(domain)
        ? []
        : [
            `The domain ${JSON.stringify(domain.slice(0, 60))} is none of the known words: rules of single fields are left out.`,
          ]),
    ],
  };
}

function proposed(id: string, rules: readonly ProtectionRule[]): ProposedAttribute {
  const found = rules.flatMap((rule) =>
    rule.attributes.flatMap((one) => (one.id === id ? [{ ...one, rule: rule.id, provision: rule.provision }] : [])),
  );
  return {
    ...{ id, name: found[0]!.name },
    inDecision: STRICT.find((one) => found.some(({ inDecision }) => inDecision === one))!,
    because: found.map(({ rule, provision, note = null }) => ({ rule, provision, note })),
  };
}

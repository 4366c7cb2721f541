import { proposeAttributes } from './protected.js';

/** What of a policy law is held against. */
export interface PolicyFacts {
  readonly domain: string;
  readonly places: readonly string[];
  /** Names of the attributes that the policy tells groups apart by. */
  readonly attributes: readonly string[];
  /** Which attribute stands for a trait, as the policy says; others are found by their names. */
  readonly standsFor: Readonly<Record<string, string>>;
  /** Traits that the policy leaves out, with the reason. */
  readonly leftOut: Readonly<Record<string, string>>;
  readonly requirements: readonly {
    readonly metric: string;
    readonly compare: string | null;
    readonly by: readonly string[];
    readonly min: number | null;
  }[];
}

/** Something that law of the place and field asks for, or says, and what to do about it. */
export interface Advice {
  /** `asks` lacks an answer, `attribute` and `bound` are left out, `decision` says whether a trait may be used to decide. */
  readonly about: 'asks' | 'attribute' | 'bound' | 'decision';
  readonly message: string;
  readonly remedy: string;
}

/** Other words by which data call a trait. */
const OTHER_WORDS: Readonly<Record<string, readonly string[]>> = {
  sex: ['gender'],
  race: ['ethnicity', 'ethnic'],
  disability: ['disabled'],
};

/**
 * What law of a place and field asks for and a policy leaves out, as it was known on the day of the data. Evidence for whoever advises, and no
 * legal advice: a policy without advice is not thereby one that law asks no more of.
 *
 * @example
 * adviseOn({ domain: 'credit', places: ['US'], attributes: ['sex'], standsFor: {}, leftOut: {}, requirements: [] })
 *   .find(({ about }) => about === 'attribute')!.message; // 'law there protects race or colour (us-ecoa: ...), and no attribute of the policy stands for it'
 */
export function adviseOn(policy: PolicyFacts): { readonly date: string; readonly advice: readonly Advice[] } {
  const { domain, places, attributes, standsFor, leftOut, requirements } = policy;
  const proposal = proposeAttributes({ domain, jurisdictions: places });
  const ids = new Set(proposal.attributes.map(({ id }) => id));
  const found = new Map(
    proposal.attributes.flatMap(({ id }) => {
      const name = standsFor[id] ?? attributes.find((one) => isCalled(one, id));
      return name === undefined ? [] : [[id, name] as const];
    }),
  );
  const unknown = [...Object.keys(standsFor), ...Object.keys(leftOut)].filter((id) => !ids.has(id));
  return {
    date: proposal.date,
    advice: [
      ...proposal.asks.map((ask): Advice => ({ about: 'asks', message: ask, remedy: 'Say it in `law`.' })),
      ...unknown.map(
        (id): Advice => ({
          about: 'asks',
          message: `law there is not known to protect "${id}"`,
          remedy: `It protects ${[...ids].join(', ') || 'nothing that is known'}.`,
        }),
      ),
      ...proposal.attributes.flatMap(({ id, name, because }): Advice[] =>
        found.has(id) || Object.hasOwn(leftOut, id)
          ? []
          : [
              {
                about: 'attribute',
                message: `law there protects ${name} (${sourcesOf(because)}), and no attribute of the policy stands for it`,
                remedy: `Add it to data.attributes, name it in law.attributes (${id}: NAME), or say in law.leftOut why it is left out.`,
              },
            ],
      ),
      ...[...found].flatMap(([id, name]) => boundsLeftOut(id, name, { ...proposal, requirements })),
      ...proposal.attributes.flatMap(({ id, name, inDecision, because }): Advice[] =>
        found.has(id) && inDecision !== 'unsettled'
          ? [
              {
                about: 'decision',
                message:
                  inDecision === 'never'
                    ? `${name} may not be used to decide (${sourcesOf(because)})`
                    : `${name} may be used to decide under conditions only (${sourcesOf(because)})`,
                remedy: notesOf(because) || 'Keep it for audits, apart from what decides.',
              },
            ]
          : [],
      ),
    ],
  };
}

type Proposal = ReturnType<typeof proposeAttributes>;
type Because = Proposal['attributes'][number]['because'];

const sourcesOf = (because: Because): string =>
  because.map(({ rule, provision }) => `${rule}: ${provision}`).join('; ');
const notesOf = (because: Because): string => because.flatMap(({ note }) => note ?? []).join(' ');

/** Whether data call a trait by this name: `age_cat` and `applicant-age` are ages, and a page is none. */
function isCalled(name: string, id: string): boolean {
  const words = name
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z0-9]+/);
  return (
    words.join('-') === id ||
    (id.includes('-') ? `-${words.join('-')}-`.includes(`-${id}-`) : words.includes(id)) ||
    (OTHER_WORDS[id] ?? []).some((word) => words.includes(word))
  );
}

/** A bound of a rule that protects the trait, where no requirement compares its groups as strictly. */
function boundsLeftOut(
  id: string,
  name: string,
  { attributes, bounds, requirements }: Proposal & Pick<PolicyFacts, 'requirements'>,
): Advice[] {
  const rules = new Set(attributes.find((one) => one.id === id)!.because.map(({ rule }) => rule));
  const numbered = bounds.flatMap((one) => (rules.has(one.rule) && one.min !== null ? [{ ...one, min: one.min }] : []));
  const strictest = numbered.toSorted((a, b) => b.min - a.min)[0];
  if (strictest === undefined) return [];
  const { min, basis, rule, says } = strictest;
  const ofRates = requirements.filter(
    (one) => one.by.includes(name) && one.compare === 'ratio' && one.metric === 'favourable_rate',
  );
  if (ofRates.some((one) => one.min !== null && one.min >= min)) return [];
  const lower = ofRates.find((one) => one.min !== null);
  return [
    {
      about: 'bound',
      message:
        lower === undefined
          ? `no requirement compares favourable rates by ${name} as a ratio; ${rule} goes by ${min} (basis: ${basis})`
          : `the bound on favourable rates by ${name} is ${lower.min}; ${rule} goes by ${min} (basis: ${basis})`,
      remedy: says,
    },
  ];
}

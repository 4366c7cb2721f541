import type { wire } from 'tribune/client';

type Fact = wire.Incident['facts'][number];

interface FactsProps {
  readonly words: Readonly<Record<string, string>> | undefined;
  readonly chosen: readonly Fact[];
  readonly onChoose: (fact: Fact, isOn: boolean) => void;
}

/** @example withFact(['serious-incident'], 'personal-data-breach', true) // both */
export const withFact = (facts: readonly Fact[], fact: Fact, isOn: boolean): readonly Fact[] =>
  isOn ? [...new Set([...facts, fact])] : facts.filter((one) => one !== fact);

/** The facts that law asks about: each begins the clocks of its duties. */
export function Facts({ words = {}, chosen, onChoose }: FactsProps) {
  return (
    <fieldset className="choices">
      <legend className="label">What is so already; it begins the clocks of duties</legend>
      {(Object.entries(words) as [Fact, string][]).map(([fact, says]) => (
        <label className="choice" key={fact}>
          <input
            type="checkbox"
            checked={chosen.includes(fact)}
            onChange={({ target }) => onChoose(fact, target.checked)}
          />
          <span>{says}</span>
        </label>
      ))}
    </fieldset>
  );
}

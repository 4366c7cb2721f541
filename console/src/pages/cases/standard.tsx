import { useQuery } from '@tanstack/react-query';
import type { wire } from 'tribune/client';
import { standardQuery } from '../../api/reviews.js';
import { Section } from '../../parts/page.js';
import { Time } from '../../parts/time.js';

/** What readers go by at a case; nothing where nobody has written any. */
export function Standard({ id }: { readonly id: string }) {
  const standard = useQuery(standardQuery(id)).data?.standard ?? null;
  return standard === null ? null : <StandardText of={standard} isOpen={false} />;
}

/** A standard as it is read: open, or folded beside what is worked on. */
export const StandardText = ({ of, isOpen }: { readonly of: wire.ReviewStandard; readonly isOpen: boolean }) => (
  <Section title="What we go by">
    <details open={isOpen}>
      <summary>
        Version {of.version}, of <Time at={of.at} />
      </summary>
      <p>
        <bdi className="lines">{of.text}</bdi>
      </p>
    </details>
  </Section>
);

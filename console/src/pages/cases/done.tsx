import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { Section } from '../../parts/page.js';

/** What became of a case with which its reader has nothing more to do, and the way on. */
export const Done = ({ title, children }: { readonly title: string; readonly children: ReactNode }) => (
  <Section title={title}>
    <div className="quiet stack" role="status">
      <p>{children}</p>
      <p className="acts">
        <Link className="button main-act" to="/cases" search={{}}>
          To your cases
        </Link>
      </p>
    </div>
  </Section>
);

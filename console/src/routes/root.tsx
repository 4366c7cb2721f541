import { createRootRoute } from '@tanstack/react-router';
import { Refused } from '../api/call.js';
import { queryClient, sessionQuery } from '../api/queries.js';
import { Page } from '../parts/page.js';
import { Failure } from '../parts/states.js';
import { Shell } from '../shell/shell.js';
import { signInAddress } from '../shell/sign-in.js';

/** What stands around every page, and where whoever is not signed in is led. */
export const root = createRootRoute({
  component: Shell,
  // Whoever is not signed in is led to the page for that, and back.
  beforeLoad: async () => {
    try {
      await queryClient.ensureQueryData(sessionQuery);
    } catch (cause) {
      if (!(cause instanceof Refused && cause.status === 401)) throw cause;
      location.replace(signInAddress(location));
      await new Promise(() => undefined);
    }
  },
  notFoundComponent: () => (
    <Page title="There is no such page">
      <p className="note">The menu, or Ctrl K, leads to those that there are.</p>
    </Page>
  ),
  errorComponent: ({ error, reset }) => (
    <main className="main">
      <Failure cause={error} onRetry={reset} />
    </main>
  ),
});

import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { Dialog, Heading, Modal, ModalOverlay } from 'react-aria-components';
import { call, onSessionEnd } from '../api/call.js';
import { sessionQuery } from '../api/queries.js';
import { beginAnew } from './reader.js';

/** How often it is looked whether the reader has signed in again, ms. */
const LOOK_MS = 2_000;

/**
 * A session that ends leaves the page as it is, with what was typed: the reader signs in beside it and goes on. For another reader it begins anew.
 */
export function SessionEnded() {
  const client = useQueryClient();
  const [isEnded, setEnded] = useState(false);
  useEffect(() => onSessionEnd(() => setEnded(true)), []);
  useEffect(() => {
    if (!isEnded) return;
    const timer = setInterval(() => {
      call('GET /v1/session')
        .then(async (session) => {
          if (session.id !== client.getQueryData(sessionQuery.queryKey)?.id) return beginAnew(client);
          setEnded(false);
          await client.invalidateQueries();
        })
        .catch(() => undefined);
    }, LOOK_MS);
    return () => clearInterval(timer);
  }, [client, isEnded]);
  return (
    <ModalOverlay className="shade" isOpen={isEnded}>
      <Modal className="sheet">
        <Dialog role="alertdialog">
          <div className="inside">
            <Heading slot="title" level={2}>
              Your session has ended
            </Heading>
            <p>
              Sign in again in another tab, and go on here: what you typed is kept. This closes by itself once you are
              signed in.
            </p>
            <p className="acts">
              <a className="button main-act" href="/sign-in?next=/account" target="_blank" rel="noreferrer">
                Sign in
              </a>
            </p>
          </div>
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}

import { useState } from 'preact/hooks';
import type { TicketDetail } from '../../gateway/api/shapes.ts';
import { STAGES, type Stage, stageAfter } from '../../gateway/desk/stage.ts';
import { announce } from '../state/announce.ts';
import { troubleOf } from '../state/answered.ts';
import { endRequest } from '../state/feature-requests.ts';
import { pathOfTicket } from '../state/route.ts';
import { Icon } from './icon.tsx';
import { Menu } from './menu.tsx';
import { StageSheet } from './stage-sheet.tsx';
import { When } from './when.tsx';

const STEPS: readonly Stage[] = STAGES.filter((stage) => stage !== 'declined');

/** How far a feature request is: its steps, who asked, what it costs, and the way on. */
export function Stages({ detail }: { detail: TicketDetail }) {
  const { ticket, request } = detail;
  const [to, setTo] = useState<Stage | null>(null);
  if (!ticket.request) return null;
  const { stage } = ticket.request;
  const [at, next] = [STEPS.indexOf(stage), stageAfter(stage)];
  const end = async () => {
    const answer = await endRequest(ticket);
    announce(answer.is === 'good' ? 'No feature request any more' : troubleOf(answer));
  };
  return (
    <section class="stages" aria-label="Feature request">
      <ol>
        {STEPS.map((one, nth) => (
          <li key={one} class={nth <= at ? 'done' : ''} aria-current={one === stage ? 'step' : undefined}>
            <span class="unseen">{one}</span>
          </li>
        ))}
      </ol>
      <p>
        <strong class="capital-first">{stage}</strong>{' '}
        <span class="quiet">
          {at < 0 ? 'Feature request' : `step ${at + 1} of ${STEPS.length}`}
          {request && (
            <>
              , since <When at={request.since} />
            </>
          )}
        </span>
      </p>
      {request && <Requesters request={request} own={ticket.id} />}
      <div class="actions">
        {next && (
          <button type="button" class="button small primary" onClick={() => setTo(next)}>
            <span class="capital-first">{next}</span>
          </button>
        )}
        <Menu
          name="Another stage"
          value="Another stage"
          choices={[
            ...STAGES.map((one) => ({
              key: one,
              words: <span class="capital-first">{one}</span>,
              chosen: one === stage,
              choose: () => setTo(one),
            })),
            { key: 'none', words: 'No feature request', chosen: false, choose: () => void end() },
          ]}
        />
        {request?.quote && (
          <a class="file" href={`/api/attachments/${request.quote.id}`} download={request.quote.name}>
            <Icon name="clip" />
            <span class="name">Quote: {request.quote.name}</span>
          </a>
        )}
      </div>
      {to && <StageSheet ticket={ticket} to={to} close={() => setTo(null)} />}
    </section>
  );
}

type Request = NonNullable<TicketDetail['request']>;

/** Everybody who asked; those of other tickets with the ticket that was merged into this one. */
function Requesters({ request: { requesters }, own }: { request: Request; own: number }) {
  return (
    <p class="quiet">
      Asked for by{' '}
      {requesters.map(({ name, address, ticketId }, nth) => (
        <span key={ticketId}>
          {nth > 0 && ', '}
          {name || address}
          {ticketId !== own && (
            <>
              {' '}
              (<a href={pathOfTicket(ticketId)}>#{ticketId}</a>)
            </>
          )}
        </span>
      ))}
    </p>
  );
}

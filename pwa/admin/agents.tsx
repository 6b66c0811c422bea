import { useState } from 'preact/hooks';
import type { AgentRow } from '../../gateway/api/shapes.ts';
import { Field, Pick, Trouble } from '../parts/field.tsx';
import { Person } from '../parts/person.tsx';
import { deactivate, invite, readAgents } from '../state/administration.ts';
import { announce } from '../state/announce.ts';
import { troubleOf } from '../state/answered.ts';
import { myself } from '../state/session.ts';
import { NotYet, useAnswer } from './answer.tsx';

export function Agents() {
  const { answer, again } = useAnswer(readAgents);
  return (
    <div class="page">
      <h1>Agents</h1>
      <p>Everybody here can read and answer all tickets. Administrators also see these settings.</p>
      {answer?.is === 'good' ? (
        <ul class="items">
          {answer.value.agents.map((agent) => (
            <Agent key={agent.id} agent={agent} again={again} />
          ))}
        </ul>
      ) : (
        <NotYet answer={answer} again={again} />
      )}
      <Invite />
    </div>
  );
}

function Agent({ agent, again }: { agent: AgentRow; again: () => void }) {
  const [sure, setSure] = useState(false);
  const [trouble, setTrouble] = useState('');
  const end = async () => {
    const answer = await deactivate(agent.id);
    setTrouble(troubleOf(answer));
    setSure(false);
    again();
  };
  return (
    <li>
      <Person name={agent.name} address={agent.address} />
      <div class="grow">
        {agent.name} {agent.role === 'admin' && <span class="tag">Administrator</span>}{' '}
        {!agent.active && <span class="tag">Deactivated</span>}
        <p class="quiet">{agent.address}</p>
        <Trouble words={trouble} />
      </div>
      {agent.active && agent.id !== myself()?.id && (
        <div class="actions">
          {sure && (
            <button type="button" class="button small" onClick={() => setSure(false)}>
              Keep
            </button>
          )}
          <button type="button" class="button small danger" onClick={() => (sure ? void end() : setSure(true))}>
            {sure ? 'Yes, deactivate' : 'Deactivate'}
          </button>
        </div>
      )}
    </li>
  );
}

function Invite() {
  const [address, setAddress] = useState('');
  const [role, setRole] = useState<AgentRow['role']>('agent');
  const [link, setLink] = useState('');
  const [trouble, setTrouble] = useState('');
  const submit = async (event: Event) => {
    event.preventDefault();
    const answer = await invite(address.trim(), role);
    setTrouble(troubleOf(answer));
    // The desk answers with a path when it does not know its own address.
    setLink(answer.is === 'good' ? new URL(answer.value.link, location.origin).href : '');
  };
  const copy = async () => {
    await navigator.clipboard.writeText(link);
    announce('Link copied', true);
  };
  return (
    <>
      <h2>Invite an agent</h2>
      <form class="form" onSubmit={submit}>
        <div class="two">
          <Field label="Their address" type="email" autocomplete="off" required value={address} set={setAddress} />
          <Pick
            label="Role"
            value={role}
            options={[
              ['agent', 'Agent'],
              ['admin', 'Administrator'],
            ]}
            set={(value) => setRole(value === 'admin' ? 'admin' : 'agent')}
          />
        </div>
        <Trouble words={trouble} />
        <div class="actions">
          <button type="submit" class="button primary">
            Make a link
          </button>
        </div>
      </form>
      {link && (
        <div class="paper" role="status">
          <p>Send this link to {address}. It works once, for a week.</p>
          <p class="mono">{link}</p>
          {'clipboard' in navigator && (
            <button type="button" class="button small" onClick={() => void copy()}>
              Copy
            </button>
          )}
        </div>
      )}
    </>
  );
}

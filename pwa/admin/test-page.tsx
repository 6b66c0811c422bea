import { useState } from 'preact/hooks';
import { Trouble } from '../parts/field.tsx';
import { haveTestPage, readTestPage } from '../state/administration.ts';
import { announce } from '../state/announce.ts';
import { troubleOf } from '../state/answered.ts';
import { useAnswer } from './answer.tsx';

/** While a test of the page is out to this agent, the button that a page has. */
export function TestPage() {
  const { answer, again } = useAnswer(readTestPage);
  const [trouble, setTrouble] = useState('');
  if (answer?.is !== 'good' || !answer.value.out) return null;
  const have = async () => {
    const had = await haveTestPage();
    setTrouble(troubleOf(had));
    if (had.is === 'good') announce('Well: you would have been reached', true);
    again();
  };
  return (
    <div class="paper" role="status">
      <p>You are on call, and this is a test of the page that would wake you. No ticket needs you.</p>
      <Trouble words={trouble} />
      <div class="actions">
        <button type="button" class="button primary" onClick={() => void have()}>
          I have it
        </button>
      </div>
    </div>
  );
}

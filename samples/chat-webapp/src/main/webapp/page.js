// The page: a form, a reply, and a list of decisions. All text that comes from outside goes in by textContent.
import {ATTACKS} from './attacks.js';
import {MOST, ROUTES, USERS, curl, request, send} from './rides.js';

const $ = id => document.getElementById(id);
let running = null;
const totals = {rides: 0, refused: 0, cost: 0};

function make(tag, className, ...children) {
  const element = document.createElement(tag);
  if (className) element.className = className;
  element.append(...children.filter(child => child !== null && child !== undefined));
  return element;
}

function choices(holder, name, items, label, chosen) {
  items.forEach((item, at) => {
    const input = make('input');
    Object.assign(input, {type: 'radio', name, value: at, checked: at === chosen});
    holder.append(make('label', '', input, make('span', '', ...label(item))));
  });
}

const chosen = name => Number(document.querySelector(`input[name=${name}]:checked`).value);

function form() {
  return request({
    user: USERS[chosen('user')],
    route: ROUTES[chosen('route')],
    message: $('message').value,
    file: $('file').files[0],
    tokens: $('tokens').value,
    steps: $('steps').value,
    model: $('model').value.trim(),
    stream: $('stream').checked,
  });
}

/** Shows the fields that the chosen route has. */
function fit() {
  const {kind} = ROUTES[chosen('route')];
  $('file-field').hidden = kind !== 'upload';
  $('tokens-field').hidden = $('model-field').hidden = kind === 'upload';
  $('steps-field').hidden = kind !== 'agent';
  $('stream-field').hidden = kind === 'agent' || kind === 'upload';
  $('tokens-label').textContent = MOST[kind] ?? '';
  $('length').textContent = `${$('message').value.length.toLocaleString('en')} characters`;
  $('curl').textContent = curl(form());
}

/** One ride: streams the reply, then writes what was decided. */
async function ride(asked) {
  const line = open(asked);
  const started = performance.now();
  $('reply').textContent = '';
  $('reply').classList.remove('refused');
  $('tools').hidden = true;
  $('curl').textContent = curl(asked);
  running = new AbortController();
  busy(true);
  let facts;
  try {
    facts = await send(asked, running.signal, text => $('reply').append(text));
  } catch (failure) {
    facts = failure.name === 'AbortError'
      ? {stopped: 'Stopped by you: the connection is closed, and so is the one to the provider.'}
      : {status: 0, refusal: {message: `No answer: ${failure.message}`}};
  }
  busy(false);
  close(line, asked, facts, Math.round(performance.now() - started));
  await look();
  return facts;
}

function busy(is) {
  $('send').disabled = is;
  $('stop').disabled = !is;
  document.querySelectorAll('#attacks button').forEach(button => { button.disabled = is; });
  document.body.classList.toggle('busy', is);
  $('state').textContent = is ? 'riding …' : '';
}

function open(asked) {
  $('empty').hidden = true;
  const line = make('li', 'open', make('span', 'badge', '…'), who(asked, ''));
  $('log').prepend(line);
  return line;
}

function who(asked, cost) {
  return make('div', 'who',
    make('span', '', `${asked.user.name} `, make('code', '', asked.route.path)), make('span', 'cost', cost));
}

function close(line, asked, facts, millis) {
  const refused = facts.refusal !== undefined;
  const kind = facts.stopped ? 'stopped' : refused ? 'refused' : 'in';
  line.className = kind;
  line.replaceChildren(
    make('span', 'badge', facts.stopped ? 'stop' : String(facts.status || '–')),
    who(asked, facts.cost === undefined || facts.cost === null ? '' : `$${facts.cost}`),
    make('div', 'what', facts.stopped ?? facts.refusal?.message ?? given(facts)),
    make('div', 'fine', ...fine(facts, millis)));
  if (refused) {
    $('reply').append(`${$('reply').textContent ? '\n\n' : ''}${facts.refusal.message}`);
    $('reply').classList.add('refused');
  }
  tools(facts.json);
  count(facts, refused);
}

const given = facts => [
  facts.model,
  facts.tokens === undefined ? null : `${facts.tokens.toLocaleString('en')} output tokens`,
  facts.json?.steps === undefined ? null : work(facts.json),
  facts.json?.stopped === undefined ? null : `ended early: ${facts.json.stopped}`,
].filter(Boolean).join(' · ') || 'Let in.';

function work({steps, toolCalls}) {
  const refused = toolCalls.filter(call => !call.allowed).length;
  return `${steps} steps · ${toolCalls.length - refused} tool calls${refused ? `, ${refused} more refused` : ''}`;
}

function fine(facts, millis) {
  const {reason, rule} = facts.refusal ?? {};
  return [
    reason ? make('div', '', make('span', 'rule', reason), rule ? ' · ' : '', make('code', '', rule ?? '')) : null,
    make('div', '', make('code', '', facts.rideId ?? ''), facts.rideId ? ' · ' : '', `${millis.toLocaleString('en')} ms`),
  ].filter(Boolean);
}

/** What the agent did; refused calls of one kind share a line. */
function tools(json) {
  const lines = [];
  for (const {name, allowed, result} of json?.toolCalls ?? []) {
    const same = lines.find(line => !allowed && !line.allowed && line.name === name && line.result === result);
    if (same) same.times += 1;
    else lines.push({name, allowed, result, times: 1});
  }
  $('tools').hidden = lines.length === 0;
  $('tools').replaceChildren(...lines.map(({name, allowed, result, times}) => make('li', allowed ? 'yes' : 'no',
    make('i', '', allowed ? '✓' : '✕'), make('b', '', times > 1 ? `${name} ×${times}` : name),
    make('span', '', result))));
}

function count(facts, refused) {
  totals.rides += 1;
  totals.refused += refused ? 1 : 0;
  totals.cost += Number(facts.cost ?? 0);
  $('totals').textContent = `${totals.rides} asked · ${totals.refused} refused · $${totals.cost.toFixed(6)}`;
}

async function look() {
  const last = await fetch('/provider/last', {cache: 'no-store'});
  if (last.ok) $('last').textContent = JSON.stringify(JSON.parse(await last.text()), null, 2);
}

async function watch() {
  try {
    const answer = await fetch('/provider/stats', {cache: 'no-store'});
    if (answer.status === 404) {
      $('stats').hidden = true;
      return;
    }
    for (const [name, value] of Object.entries(await answer.json())) {
      const cell = document.querySelector(`[data-stat=${name}]`);
      if (cell) cell.textContent = value.toLocaleString('en');
    }
  } catch {
    // the demo has stopped; it may come back
  }
  setTimeout(watch, 400);
}

async function attack(requests) {
  for (const asked of requests) {
    const facts = await ride(asked);
    if (facts.stopped) return;
  }
}

choices($('users'), 'user', USERS, ({name, plan}) => [name, plan ? make('small', '', ` ${plan}`) : null].filter(Boolean), 1);
choices($('routes'), 'route', ROUTES, ({path, hint}) => [make('code', '', path), make('small', '', hint)], 1);
ATTACKS.forEach(({name, hint, requests}) => {
  const button = make('button', '', make('span', '', name), make('small', '', hint));
  button.type = 'button';
  button.addEventListener('click', () => attack(requests()));
  $('attacks').append(button);
});
$('form').addEventListener('input', fit);
$('form').addEventListener('submit', event => {
  event.preventDefault();
  ride(form());
});
$('stop').addEventListener('click', () => running?.abort());
fit();
watch();

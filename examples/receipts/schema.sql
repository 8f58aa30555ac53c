-- Proof of consent in PostgreSQL: a table that only grows, in which each record has the hash of the one before it.
-- Run once, as a superuser, in an empty database: psql -v ON_ERROR_STOP=1 -f schema.sql
--
-- Who may do what: `receipts_writer` calls take(), and nothing else; `receipts_reader` reads, exports and verifies;
-- `receipts_owner`, as which nobody logs in, owns all of it, and makes and drops the months.

-- Roles are of all databases together.
do $$ begin
  if to_regrole('receipts_owner') is null then
    create role receipts_owner nologin;
    create role receipts_writer login;
    create role receipts_reader login;
  end if;
end $$;

create schema receipts authorization receipts_owner;
grant usage on schema receipts to receipts_writer, receipts_reader;
set role receipts_owner;
set search_path = receipts;

-- One partition for each month, by when a record came. `proof` is what was posted (include/proof.schema.json), as jsonb
-- writes it: that text is always the same for the same record, so it is what is hashed.
create table record (
  number bigint not null,
  received timestamptz not null,
  key text not null generated always as (proof ->> 'key') stored,
  choice text not null generated always as (proof ->> 'choice') stored,
  id text generated always as (proof ->> 'id') stored,
  language text not null generated always as (proof ->> 'language') stored,
  proof jsonb not null,
  former bytea not null,
  hash bytea not null,
  primary key (number, received)
) partition by range (received);
create index on record (key);
create index on record (id) where id is not null;

-- What a month that was dropped has left: the chain goes on from its last hash.
create table dropped (
  month date primary key,
  first bigint not null,
  last bigint not null,
  hash bytea not null,
  at timestamptz not null default clock_timestamp()
);

create function refuse() returns trigger language plpgsql as $$
begin
  raise exception '% of %: expected nothing but new records, and whole months that are over', tg_op, tg_table_name
    using errcode = 'insufficient_privilege';
end $$;
create trigger only_grows before update or delete on record for each row execute function refuse();
create trigger only_grows_whole before truncate on record execute function refuse();
create trigger only_grows before update or delete on dropped for each row execute function refuse();
create trigger only_grows_whole before truncate on dropped execute function refuse();

create function hash_of(former bytea, number bigint, received timestamptz, proof jsonb) returns bytea
language sql immutable strict as $$
  select sha256(former || convert_to(concat_ws('|', number, (extract(epoch from received) * 1000000)::bigint, proof), 'UTF8'))
$$;

-- The month that this moment is in, and `ahead` further ones. Months are those of UTC.
create function make_months(ahead integer default 2) returns void
language plpgsql security definer set search_path = receipts, pg_temp as $$
declare
  month timestamp := date_trunc('month', clock_timestamp() at time zone 'UTC');
  name text;
begin
  for i in 0 .. ahead loop
    name := to_char(month, '"record_"YYYY_MM');
    if to_regclass(name) is null then
      execute format('create table %I partition of record for values from (%L) to (%L)',
        name, month at time zone 'UTC', (month + interval '1 month') at time zone 'UTC');
      -- Of what is done to a partition itself the table's own trigger for statements does not hear.
      execute format('create trigger only_grows_whole before truncate on %I execute function refuse()', name);
    end if;
    month := month + interval '1 month';
  end loop;
end $$;

-- Keeps records: each once, however often it comes, in one transaction with the caller's. What it has answered is on the
-- disk when that is committed. One caller at a time: each hash needs the one before it.
create function take(proofs jsonb[]) returns void
language plpgsql security definer set search_path = receipts, pg_temp as $$
declare
  moment timestamptz;
  number bigint;
  former bytea;
  each jsonb;
  made bytea;
begin
  perform pg_advisory_xact_lock(hashtext('receipts.take'));
  moment := clock_timestamp();
  if to_regclass(to_char(moment at time zone 'UTC', '"record_"YYYY_MM')) is null then
    perform make_months();
  end if;
  select last.number, last.hash into number, former from (
    (select r.number, r.hash from record r order by r.number desc limit 1)
    union all
    (select d.last, d.hash from dropped d order by d.last desc limit 1)
  ) last order by last.number desc limit 1;
  number := coalesce(number, 0);
  former := coalesce(former, decode(repeat('00', 32), 'hex'));
  foreach each in array proofs loop
    -- Posted again, since its answer was lost: a page that was left open may do so for as long as a month.
    continue when exists (
      select from record r where r.key = each ->> 'key' and r.received > moment - interval '31 days');
    number := number + 1;
    made := hash_of(former, number, moment, each);
    insert into record (number, received, proof, former, hash) values (number, moment, each, former, made);
    former := made;
  end loop;
end $$;

-- The first record at which the chain is broken, and why; no row where it is whole.
create function verify() returns table (broken bigint, why text)
language sql stable security definer set search_path = receipts, pg_temp as $$
  select number, why from (
    select r.number,
      case
        when r.hash <> hash_of(r.former, r.number, r.received, r.proof) then 'its content is not what was hashed'
        when lag(r.number) over chain is not null and lag(r.number) over chain <> r.number - 1
          then 'records before it are missing'
        when lag(r.hash) over chain is not null and lag(r.hash) over chain <> r.former
          then 'it does not follow the record before it'
        when lag(r.number) over chain is null and r.former <> coalesce(
          (select d.hash from dropped d where d.last = r.number - 1),
          case when r.number = 1 then decode(repeat('00', 32), 'hex') end, '')
          then 'records before it are missing'
      end as why
    from record r window chain as (order by r.number)
  ) judged where why is not null order by number limit 1
$$;

-- The end of the chain. Written down elsewhere from time to time, it shows that nothing was cut off or made anew since.
create function head() returns table (number bigint, received timestamptz, hash text)
language sql stable security definer set search_path = receipts, pg_temp as $$
  select r.number, r.received, encode(r.hash, 'hex') from record r order by r.number desc limit 1
$$;

-- All that there is of one consent id, for the visitor who asks for it, or for a court.
create function export(consent text) returns jsonb
language sql stable security definer set search_path = receipts, pg_temp as $$
  select jsonb_build_object('id', consent, 'records', coalesce(jsonb_agg(jsonb_build_object(
    'number', r.number, 'received', r.received, 'proof', r.proof,
    'former', encode(r.former, 'hex'), 'hash', encode(r.hash, 'hex')) order by r.number), '[]'))
  from record r where r.id = replace(consent, '-', '')
$$;

-- Drops the months that ended more than `months` ago. What is left of them is in `dropped`.
create function retain(months integer) returns setof date
language plpgsql security definer set search_path = receipts, pg_temp as $$
declare
  name text;
  month date;
begin
  if months < 1 then
    raise exception 'months: expected 1 or more, got %', months;
  end if;
  perform pg_advisory_xact_lock(hashtext('receipts.take'));
  for name in select c.relname from pg_inherits i join pg_class c on c.oid = i.inhrelid
    where i.inhparent = 'record'::regclass order by c.relname
  loop
    month := to_date(name, '"record_"YYYY_MM');
    continue when month + make_interval(months => months + 1) > clock_timestamp() at time zone 'UTC';
    execute format('insert into dropped (month, first, last, hash)
      select %L, min(number), max(number), (array_agg(hash order by number desc))[1] from %I having count(*) > 0',
      month, name);
    execute format('drop table %I', name);
    return next month;
  end loop;
end $$;

-- By the day on which they came, in UTC, and the language of the text that was shown.
create view rate as
select (received at time zone 'UTC')::date as day, language,
  count(*) filter (where choice = 'granted') as granted,
  count(*) filter (where choice = 'refused') as refused,
  count(*) filter (where choice = 'withdrawn') as withdrawn,
  round(count(*) filter (where choice = 'granted')::numeric
    / nullif(count(*) filter (where choice in ('granted', 'refused')), 0), 4) as rate
from record group by 1, 2 order by 1, 2;

revoke all on all functions in schema receipts from public;
grant execute on function take(jsonb[]) to receipts_writer;
grant select on record, dropped, rate to receipts_reader;
grant execute on function verify(), head(), export(text) to receipts_reader;
select make_months();
reset role;

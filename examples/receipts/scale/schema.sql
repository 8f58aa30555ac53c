-- ClickHouse: reads the topic, keeps each record once by its key, in partitions by month that go by themselves.
CREATE DATABASE IF NOT EXISTS receipts;

CREATE TABLE receipts.queue
(
    key String,
    choice LowCardinality(String),
    id String DEFAULT '',
    time UInt64,
    method LowCardinality(String) DEFAULT '',
    language LowCardinality(String),
    notice String DEFAULT '',
    revision UInt32,
    purposes Map(LowCardinality(String), Bool),
    processors Map(LowCardinality(String), Bool),
    host LowCardinality(String),
    module LowCardinality(String)
)
ENGINE = Kafka
SETTINGS kafka_broker_list = 'kafka:9092', kafka_topic_list = 'receipts', kafka_group_name = 'receipts',
    kafka_format = 'JSONEachRow', kafka_num_consumers = 1, kafka_handle_error_mode = 'stream';

-- Of two of one key, a record that was posted twice, a merge leaves one; FINAL reads it so before that. `offset` of
-- `partition` has no gaps: what is missing in between was never there, or is gone.
CREATE TABLE receipts.record
(
    received DateTime64(3, 'UTC'),
    partition UInt32,
    offset UInt64,
    key String,
    choice LowCardinality(String),
    id String,
    time DateTime64(3, 'UTC'),
    method LowCardinality(String),
    language LowCardinality(String),
    notice String,
    revision UInt32,
    purposes Map(LowCardinality(String), Bool),
    processors Map(LowCardinality(String), Bool),
    host LowCardinality(String),
    module LowCardinality(String),
    INDEX by_id id TYPE bloom_filter GRANULARITY 4
)
ENGINE = ReplacingMergeTree
PARTITION BY toYYYYMM(received)
ORDER BY key
TTL toDateTime(received) + INTERVAL 36 MONTH
SETTINGS ttl_only_drop_parts = 1;

CREATE MATERIALIZED VIEW receipts.keep TO receipts.record AS
SELECT coalesce(_timestamp_ms, now64(3)) AS received, toUInt32(_partition) AS partition, _offset AS offset,
    key, choice, id, fromUnixTimestamp64Milli(toInt64(queue.time)) AS time, method, language, notice, revision, purposes,
    processors, host, module
FROM receipts.queue
WHERE length(_error) = 0;

-- What no column could be made of: nothing is lost without a trace.
CREATE TABLE receipts.odd (received DateTime DEFAULT now(), raw String, error String)
ENGINE = MergeTree ORDER BY received TTL received + INTERVAL 1 MONTH;
CREATE MATERIALIZED VIEW receipts.keep_odd TO receipts.odd AS
SELECT _raw_message AS raw, _error AS error FROM receipts.queue WHERE length(_error) > 0;

CREATE VIEW receipts.rate AS
SELECT toDate(received) AS day, language,
    countIf(choice = 'granted') AS granted, countIf(choice = 'refused') AS refused,
    countIf(choice = 'withdrawn') AS withdrawn, granted / nullIf(granted + refused, 0) AS rate
FROM receipts.record FINAL GROUP BY day, language ORDER BY day, language;

-- In the place of the chain: one hash for each day, to be written down elsewhere when the day is over.
CREATE VIEW receipts.seal AS
SELECT toDate(received) AS day, count() AS records,
    lower(hex(SHA256(arrayStringConcat(arraySort(groupArray(SHA256(concat(key, '|', choice, '|', id, '|', toString(time), '|',
        method, '|', language, '|', notice, '|', toString(revision), '|', toString(purposes), '|', toString(processors), '|',
        host))))))) AS hash
FROM receipts.record FINAL GROUP BY day ORDER BY day;

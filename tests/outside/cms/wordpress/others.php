<?php
/**
 * What is around the plugin in the tests, as a plugin that is always on:
 *
 * - a stand-in for the WP Consent API, which is in no package: the functions, cookies and events of its version 2.0 that
 *   other plugins and banners have to do with, written by its documentation; with the file "consent-api" beside it;
 * - what services answer when WordPress asks them how to embed an address, since nothing leaves this machine;
 * - a Content-Security-Policy with a nonce, which a site gives by WordPress's own filters: with ?policy.
 *
 * @package smg-tests
 */

// phpcs:disable WordPress.NamingConventions.PrefixAllGlobals
if ( file_exists( __DIR__ . '/consent-api' ) ) {
	function wp_get_consent_type(): string {
		return (string) apply_filters( 'wp_get_consent_type', '' );
	}

	function wp_has_consent( string $category, ?string $requested_by = null ): bool {
		$kept = $_COOKIE[ "wp_consent_$category" ] ?? '';
		$has  = 'allow' === $kept || '' === wp_get_consent_type();
		return apply_filters( 'wp_has_consent', $has, $category, $requested_by );
	}

	function wp_add_cookie_info( $name, $service, $category, $expires, $function ) {
		$GLOBALS['smg_test_cookies'][] = array( $name, $service, $category, $expires );
	}

	add_action(
		'wp_footer',
		function () {
			$told = array(
				'cookies'    => $GLOBALS['smg_test_cookies'] ?? array(),
				'registered' => apply_filters( 'wp_consent_api_registered_smg-consent/smg-consent.php', false ),
				'server'     => array(
					'functional' => wp_has_consent( 'functional' ),
					'statistics' => wp_has_consent( 'statistics' ),
					'marketing'  => wp_has_consent( 'marketing' ),
				),
			);
			wp_print_inline_script_tag( 'window.consent_api = { cookie_prefix: "wp_consent", cookie_expiration: 30 }; window.__told = ' . wp_json_encode( $told ) );
			wp_print_inline_script_tag( file_get_contents( __DIR__ . '/consent-api' ) );
		},
		100
	);
}

add_filter(
	'pre_oembed_result',
	function ( $html, $url ) {
		if ( preg_match( '#youtube\.com/watch\?v=(\w+)#', $url, $match ) ) {
			return '<iframe title="A film" width="500" height="281" src="https://www.youtube.com/embed/' . $match[1] .
				'?feature=oembed" frameborder="0" allow="autoplay" allowfullscreen></iframe>';
		}
		if ( preg_match( '#vimeo\.com/(\d+)#', $url, $match ) ) {
			return '<iframe title="Another film" src="https://player.vimeo.com/video/' . $match[1] .
				'?dnt=1&amp;app_id=1" width="500" height="281" allow="fullscreen"></iframe>';
		}
		return '<blockquote class="twitter-tweet"><p>Words.</p></blockquote>' .
			'<script async src="https://platform.twitter.com/widgets.js" charset="utf-8"></script>';
	},
	10,
	2
);

if ( isset( $_GET['policy'] ) ) {
	header( "Content-Security-Policy: script-src 'nonce-abc' 'wasm-unsafe-eval' 'strict-dynamic'; object-src 'none'; base-uri 'none'" );
	$nonce = function ( $attributes ) {
		return array_merge( $attributes, array( 'nonce' => 'abc' ) );
	};
	add_filter( 'wp_script_attributes', $nonce );
	add_filter( 'wp_inline_script_attributes', $nonce );
}

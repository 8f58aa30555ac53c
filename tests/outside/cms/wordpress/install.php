<?php
/**
 * Installs WordPress as its own wizard does, and writes the posts that the tests open. Run by the command line, in the
 * folder of a WordPress whose wp-config.php is there.
 *
 * @package smg-tests
 */

define( 'WP_INSTALLING', true );
$_SERVER['HTTP_HOST'] = 'www.wordpress.test';
require getcwd() . '/wp-load.php';
require ABSPATH . 'wp-admin/includes/upgrade.php';

wp_install( 'Example & Sons', 'admin', 'admin@wordpress.test', true, '', 'a password' );
update_option( 'show_avatars', 0 ); // They come from another host.
wp_insert_user(
	array(
		'user_login' => 'writer',
		'user_pass'  => 'a password',
		'role'       => 'editor',
	)
);

$embed = '<!-- wp:embed {"url":"%1$s"} --><figure class="wp-block-embed %2$s"><div class="wp-block-embed__wrapper">' . "\n" .
	'%1$s' . "\n</div></figure><!-- /wp:embed -->\n";
// As the editor marks a video.
$wide  = 'is-type-video wp-embed-aspect-16-9 wp-has-aspect-ratio';
$pages = array(
	'embeds'  => sprintf( $embed, 'https://www.youtube.com/watch?v=aaaaaaaaaaa', $wide ) .
		sprintf( $embed, 'https://vimeo.com/123456', $wide ) . sprintf( $embed, 'https://twitter.com/example/status/1', '' ),
	'cookies' => '[smg_consent_table] [smg_consent_settings text="Change <b>it</b>"]',
	'privacy' => 'What we do with data.',
);
foreach ( $pages as $name => $content ) {
	$ids[ $name ] = wp_insert_post(
		array(
			'post_type'    => 'page',
			'post_status'  => 'publish',
			'post_name'    => $name,
			'post_title'   => ucfirst( $name ),
			'post_content' => $content,
		)
	);
}
update_option( 'wp_page_for_privacy_policy', $ids['privacy'] );
echo wp_json_encode( $ids );
